import type { CatalogItem, ContextSignal, Interaction, UserProfileUpdate } from '@stars/contracts';
import { SeededRandom } from '../seeded-random.js';
import { type EffectShares, shopEffects } from './shop-effects.js';
import { type ShopUser, syntheticEvents } from './shop-events.js';
import { categoryNames, itemId, syntheticItems } from './shop-items.js';
import { writeShopJsonLines } from './shop-json-lines.js';
import { shopWeather } from './shop-weather.js';

/** The effects of signals are off by default; there are heatwaves and offers only if they have an effect. */
export interface SyntheticShopOptions extends Partial<EffectShares> {
  seed?: number;
  users?: number;
  items?: number;
  days?: number;
  /** At most the number of items. */
  categories?: number;
  regions?: number;
  /** Midnight UTC of the first day. */
  start?: Date;
  /** Expected sessions of one user on one day, in [0, 1]. */
  sessionsPerDay?: number;
  /** Probability that the event after item A is A's successor, in [0, 1]. */
  nextItemShare?: number;
}

/** A shop with known patterns, so that a test can check whether a model finds them. */
export interface SyntheticShop {
  items: CatalogItem[];
  /** Ascending in time; ids `event-1`, `event-2`, … */
  events: Interaction[];
  users: UserProfileUpdate[];
  /** Temperature and rain of each region and day, and one promoted item a week; heatwaves and offers if they have an effect. */
  context: ContextSignal[];
  /** Planted: the item that most often comes next, by item id. */
  successor: ReadonlyMap<string, string>;
  /** Planted: items that everybody looks at and nobody buys, one of 60 items; by item id. */
  windowShopped: ReadonlySet<string>;
  /** Planted: the two categories that a user likes most, by user id. */
  tastes: ReadonlyMap<string, readonly [string, string]>;
  /** Writes items.jsonl, events.jsonl, users.jsonl and context.jsonl in the import format; returns their paths. */
  writeJsonLines(folder: string): Promise<{ items: string; events: string; users: string; context: string }>;
}

const DAY = 86_400_000;
/** One of so many items is only looked at. */
const ITEMS_A_WINDOW = 60;

/**
 * Makes a small shop: users with two favourite categories (80 % of what they choose), Zipf popularity
 * within a category, and a cycle through all items that says which one comes next. Views lead to additions to the cart, and these
 * to purchases, more often if the user likes the item, and some only in the user's next session. Same seed, same shop.
 */
export function syntheticShop(options: SyntheticShopOptions = {}): SyntheticShop {
  const count = { users: options.users ?? 100, items: options.items ?? 120, days: options.days ?? 60 };
  const random = new SeededRandom(options.seed ?? 1);
  const start = options.start ?? new Date('2024-01-01T00:00:00Z');
  const categories = categoryNames(Math.min(options.categories ?? 8, count.items));
  const regions = Array.from({ length: options.regions ?? 3 }, (_, i) => `region-${i + 1}`);
  const items = syntheticItems(count.items, categories, regions, random);
  const cycle = random.shuffle(Array.from({ length: count.items }, (_, i) => i));
  const successor: number[] = [];
  cycle.forEach((item, i) => {
    successor[item] = cycle[(i + 1) % cycle.length] as number;
  });
  const windowShopped = cycle.filter((_, i) => i % ITEMS_A_WINDOW === 0);
  const shoppers = Array.from({ length: count.users }, (_, i) => shopper(i, categories.length, regions, random));
  const place = { ...count, seed: options.seed ?? 1, regions, start };
  const weather = shopWeather(place);
  const { heatShare = 0, hotDayShare = 0, holidayShare = 0, offerShare = 0 } = options;
  const shares = { heatShare, hotDayShare, holidayShare, offerShare };
  const effects = shopEffects({ ...place, ...shares, weather, categories: categories.length });
  const events = syntheticEvents(
    shoppers,
    {
      ...count,
      categories: categories.length,
      regions,
      start,
      sessionsPerDay: options.sessionsPerDay ?? 0.3,
      nextItemShare: options.nextItemShare ?? 0.4,
      successor,
      windowShopped,
      choose: effects.choose,
    },
    random,
  );
  const shop = {
    items,
    events,
    users: shoppers.map((user) => profile(user, random)),
    context: [...weather.signals, ...idlePromotions(count.days, start, regions, items, random), ...effects.signals],
    successor: new Map(successor.map((next, item) => [itemId(item), itemId(next)])),
    windowShopped: new Set(windowShopped.map(itemId)),
    tastes: new Map(
      shoppers.map(({ userId, favourites: [first, second] }) => [
        userId,
        [categories[first] as string, categories[second] as string] as const,
      ]),
    ),
  };
  return { ...shop, writeJsonLines: (folder) => writeShopJsonLines(shop, folder) };
}

function shopper(index: number, categories: number, regions: readonly string[], random: SeededRandom): ShopUser {
  const first = random.below(categories);
  const second = categories > 1 ? (first + 1 + random.below(categories - 1)) % categories : first;
  const taste = Array.from({ length: categories }, () => 0.2 / categories);
  taste[first] = (taste[first] as number) + 0.5;
  taste[second] = (taste[second] as number) + 0.3;
  return {
    userId: `user-${String(index + 1).padStart(4, '0')}`,
    taste,
    favourites: [first, second],
    region: regions.length > 0 ? random.pick(regions) : '',
  };
}

/** The feature `segment` follows the first taste, so that demographics are informative; `age` is noise. */
function profile({ userId, favourites }: ShopUser, random: SeededRandom): UserProfileUpdate {
  const features = { segment: `segment-${(favourites[0] % 4) + 1}`, age: 18 + random.below(60) };
  return { tenantId: 'default', userId, version: 1, features };
}

/** One promoted item a week, which sells no more than before. */
function idlePromotions(
  days: number,
  start: Date,
  regions: readonly string[],
  items: readonly CatalogItem[],
  random: SeededRandom,
): ContextSignal[] {
  return Array.from({ length: Math.ceil(days / 7) }, (_, week) => {
    const validFrom = new Date(start.getTime() + 7 * week * DAY);
    return {
      tenantId: 'default',
      eventId: `promotion-${7 * week}`,
      region: regions[0] ?? '',
      validFrom,
      validUntil: new Date(validFrom.getTime() + 7 * DAY),
      signals: undefined,
      itemSignals: [{ name: 'promotion', value: 1, itemIds: [random.pick(items).itemId] }],
    };
  });
}
