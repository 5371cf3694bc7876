import { SeededRandom } from './seeded-random.js';
import { SMALL_SHOP_PRODUCTS } from './small-shop-products.js';

export interface SmallShopEvent {
  /** `user-001` to `user-200`. */
  user: string;
  item: string;
  type: 'view' | 'add_to_cart' | 'purchase';
  /** Milliseconds since 1970. */
  time: number;
  session: string;
}

/** How often each kind is in the log. */
export const SMALL_SHOP_COUNTS = { view: 2073, add_to_cart: 569, purchase: 360 } as const;

/** Everybody looks at this item, and nobody buys it. */
export const WINDOW_SHOPPED = { item: SMALL_SHOP_PRODUCTS[0]!.id, views: 426 } as const;

const USERS = 200;
/** The others only look around. */
const BUYERS = 160;
const SHELVES = 5;
const DAYS = 60;
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);

/**
 * The log of a small shop in its first weeks: 30 products, 200 users, 2,073 views, 569 additions to the cart and 360
 * purchases. A purchase follows a view and an addition to the cart of the same item, in the same session. Nobody buys an item
 * twice. Each of the other 29 products is bought. Always the same log, in order of time.
 */
export function smallShopEvents(): SmallShopEvent[] {
  const random = new SeededRandom(16);
  const events: SmallShopEvent[] = [];
  const visit = (user: number, item: string, ...types: SmallShopEvent['type'][]): void => {
    const day = random.below(DAYS);
    let time = START + day * DAY + 8 * 3_600_000 + random.below(12 * 3_600_000);
    const name = `user-${String(user + 1).padStart(3, '0')}`;
    for (const type of types) {
      events.push({ user: name, item, type, time, session: `${name}-day-${day}` });
      time += 1000 * (5 + random.below(180));
    }
  };
  const basket = baskets(random);
  for (const { user, item } of basket.slice(0, SMALL_SHOP_COUNTS.purchase)) {
    visit(user, item, 'view', 'add_to_cart', 'purchase');
  }
  for (const { user, item } of basket.slice(SMALL_SHOP_COUNTS.purchase)) visit(user, item, 'view', 'add_to_cart');
  for (let n = 0; n < WINDOW_SHOPPED.views; n++) visit(n % USERS, WINDOW_SHOPPED.item, 'view');
  for (let n = SMALL_SHOP_COUNTS.view - SMALL_SHOP_COUNTS.add_to_cart - WINDOW_SHOPPED.views; n > 0; n--) {
    const user = n % USERS;
    visit(user, liked(user, random), 'view');
  }
  return events.sort((a, b) => a.time - b.time || (a.user < b.user ? -1 : 1));
}

/** What was put into carts, a pair of user and item at most once; the first are the purchases, and hold each product. */
function baskets(random: SeededRandom): { user: number; item: string }[] {
  const pairs = new Map<string, { user: number; item: string }>();
  const add = (user: number, item: string): void => {
    const key = `${user} ${item}`;
    if (!pairs.has(key)) pairs.set(key, { user, item });
  };
  SMALL_SHOP_PRODUCTS.slice(1).forEach(({ id }, n) => {
    add((n + 1) % BUYERS, id);
  });
  while (pairs.size < SMALL_SHOP_COUNTS.add_to_cart) {
    const user = random.below(BUYERS);
    add(user, liked(user, random));
  }
  return [...pairs.values()];
}

/** Mostly a product of the user's shelf; each product of a shelf as often as the others. */
function liked(user: number, random: SeededRandom): string {
  const shelf = random.chance(0.8) ? user % SHELVES : random.below(SHELVES);
  const onShelf = SMALL_SHOP_PRODUCTS.filter(({ id }, n) => n % SHELVES === shelf && id !== WINDOW_SHOPPED.item);
  return random.pick(onShelf).id;
}
