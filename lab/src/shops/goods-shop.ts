import { SeededRandom } from '@stars/datasets/testing';

/** A shop of long-lived goods, with the effects that a model could find. */
export interface GoodsShopOptions {
  seed: number;
  users: number;
  products: number;
  categories: number;
  days: number;
  /** Mean sessions of a user in all days. */
  sessions: number;
  /** Chance that a view is in one of the user's two categories. */
  loyalty: number;
  /** Chance that a view is of a product that the user viewed before and does not own. */
  again: number;
  /** Chance that a product that was viewed is bought, in its own or a later session. */
  buys: number;
  /** Chance that a product may be bought by somebody who has it. */
  repeats: number;
  /** Days in which half of the best sellers change. */
  fashion: number;
}

export interface GoodsProduct {
  id: string;
  title: string;
  brand: string;
  category: string;
  price: number;
}

export interface GoodsEvent {
  user: string;
  item: string;
  type: 'view' | 'add_to_cart' | 'purchase';
  /** ms since 1970 */
  time: number;
  session: string;
}

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const BRANDS = ['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir'];
/** Everybody views the first product, and nobody buys it. */
const WINDOW = 0;
const WINDOW_VIEWS = 0.4;
/** How much more often somebody views products of the own brand, or of the own price level. */
const LIKED = 3;

/** Same options, same shop: products, and events in order of time. */
export function goodsShop(options: GoodsShopOptions): { products: GoodsProduct[]; events: GoodsEvent[] } {
  const random = new SeededRandom(options.seed);
  // An id says nothing of how well its product sells.
  const numbers = random.shuffle(Array.from({ length: options.products }, (_, n) => n));
  const products = numbers.map((number, n) => product(number, `Category ${(n % options.categories) + 1}`, random));
  const shelf = new Shelf(options, products, random);
  const events = Array.from({ length: options.users }, (_, user) => oneUser(user, options, shelf, random)).flat();
  return { products, events: events.sort((a, b) => a.time - b.time || (a.user < b.user ? -1 : 1)) };
}

function product(number: number, category: string, random: SeededRandom): GoodsProduct {
  const brand = random.pick(BRANDS);
  const price = Math.round(10 * 10 ** (2 * random.next()));
  return { id: `product-${number}`, title: `${brand} ${category} no. ${number}`, brand, category, price };
}

interface Taste {
  categories: readonly number[];
  brand: string;
  /** Price that the user likes. */
  price: number;
}

/** Draws what somebody with a taste views: best sellers of the day first, liked brands and prices more often. */
class Shelf {
  readonly #members: number[][];
  /** Of each product the day on which it sells best, and its weight among its category. */
  readonly #peak: number[];
  readonly #weight: number[];

  constructor(
    private readonly options: GoodsShopOptions,
    private readonly products: readonly GoodsProduct[],
    private readonly random: SeededRandom,
  ) {
    const { categories, days } = options;
    this.#members = Array.from({ length: categories }, (_, c) =>
      products.flatMap((_, n) => (n % categories === c && n !== WINDOW ? [n] : [])),
    );
    this.#peak = products.map(() => random.below(days));
    this.#weight = products.map((_, n) => 1 / (1 + Math.floor(n / categories)));
  }

  idOf(product: number): string {
    return this.products[product]!.id;
  }

  draw(taste: Taste, day: number): number {
    const { random, options, products } = this;
    const category = random.chance(options.loyalty) ? random.pick(taste.categories) : random.below(options.categories);
    const members = this.#members[category]!;
    const weights = members.map((n) => {
      const { brand, price } = products[n]!;
      const fashion = 0.5 ** (Math.abs(day - this.#peak[n]!) / options.fashion);
      const near = Math.abs(Math.log(price / taste.price)) < 0.7;
      return this.#weight[n]! * (0.1 + fashion) * (brand === taste.brand ? LIKED : 1) * (near ? LIKED : 1);
    });
    return members[random.weighted(weights)]!;
  }
}

function oneUser(user: number, options: GoodsShopOptions, shelf: Shelf, random: SeededRandom): GoodsEvent[] {
  const name = `user-${String(user + 1).padStart(5, '0')}`;
  const taste: Taste = {
    categories: [random.below(options.categories), random.below(options.categories)],
    brand: random.pick(BRANDS),
    price: Math.round(10 * 10 ** (2 * random.next())),
  };
  const count = 1 + Math.round(-Math.log(1 - random.next()) * (options.sessions - 1));
  const days = Array.from({ length: count }, () => random.below(options.days)).sort((a, b) => a - b);
  const events: GoodsEvent[] = [];
  const wanted = new Set<number>();
  const owned = new Set<number>();
  for (const day of new Set(days)) {
    let time = START + day * DAY + 8 * 3_600_000 + random.below(12 * 3_600_000);
    for (const [item, type] of oneSession(() => shelf.draw(taste, day), { wanted, owned }, options, random)) {
      events.push({ user: name, item: shelf.idOf(item), type, time, session: `${name}-${day}` });
      time += 1000 * (5 + random.below(180));
    }
  }
  return events;
}

function* oneSession(
  draw: () => number,
  { wanted, owned }: Record<'wanted' | 'owned', Set<number>>,
  options: GoodsShopOptions,
  random: SeededRandom,
): Generator<[item: number, type: GoodsEvent['type']]> {
  if (random.chance(WINDOW_VIEWS)) yield [WINDOW, 'view'];
  for (let views = 1 + random.below(4); views > 0; views--) {
    const known = [...wanted];
    const item = known.length > 0 && random.chance(options.again) ? random.pick(known) : draw();
    yield [item, 'view'];
    if (owned.has(item) && !random.chance(options.repeats)) continue;
    // Who comes back for a product buys it more often.
    const serious = random.chance(wanted.has(item) ? Math.min(1, 2 * options.buys) : options.buys);
    wanted.add(item);
    if (serious || random.chance(options.buys)) yield [item, 'add_to_cart'];
    if (!serious) continue;
    yield [item, 'purchase'];
    wanted.delete(item);
    owned.add(item);
  }
}
