// The served shop. Everything is computed from a number, so that the process that fills it and those that call it agree.
import { CatalogItem, ContextSignal } from '@stars/contracts';
import { itemIdOf, TENANT, unit } from '../made-up.mjs';

export const VERSION = 'bench-serving';
export const REGIONS = ['north', 'south', 'east', 'west'];
/** End of all histories, and the time of every request: a weekday noon. */
export const NOW = Date.UTC(2025, 5, 11, 12);

const GROUPS = 400;
const DAY = 86_400_000;
/** Number of different users. All others repeat one of them, which makes no difference to a store. */
export const KINDS_OF_USERS = 2000;
/** Lengths of the histories that are asked for, and how many users have each of the longer ones: the first users of the shop. */
export const HISTORIES = [20, 200, 1000];
export const USERS_OF_LENGTH = 2000;
/** What the signal of an item that is on display may be, and its share of items. */
export const DISPLAY_VALUES = [1, 2, 3];
const ON_DISPLAY = 0.01;
/** Items that came after the model. */
export const COLD_START_ITEMS = 200;
const BASKET = 4;
const PAST_DAYS = 90;
/** Share of the items of a region. */
const IN_STOCK = 0.8;

const normal = (n, salt) => Math.sqrt(-2 * Math.log(1 - unit(n, salt))) * Math.cos(2 * Math.PI * unit(n, salt + 7919));

export const regionOf = (n) => REGIONS[n % REGIONS.length];

const WORDS =
  'fresh organic whole light dark roasted sliced frozen dried smooth crunchy sweet salted family pack'.split(' ');
const words = (n, salt, count) =>
  Array.from({ length: count }, (_, i) => WORDS[Math.floor(WORDS.length * unit(n, salt + i))]);
export const groupOf = (row) => Math.floor(GROUPS * unit(row, 1));

export function catalogItem(row) {
  const group = groupOf(row);
  return CatalogItem.fromPartial({
    tenantId: TENANT,
    itemId: itemIdOf(row),
    version: row + 1,
    title: `${words(row, 10, 4).join(' ')} no. ${row}`,
    description: words(row, 20, 30).join(' '),
    brand: `brand ${row % 200}`,
    category: [`department ${group % 20}`, `aisle ${group % 100}`, `group ${group}`],
    price: Math.round(unit(row, 2) * 10_000) / 100,
    attributes: { organic: unit(row, 3) < 0.1, size: Math.floor(5 * unit(row, 4)) },
    regions: Object.fromEntries(REGIONS.map((region, at) => [region, { inStock: unit(row, 50 + at) < IN_STOCK }])),
  });
}

const centres = new Map();
function centreOf(group, width) {
  if (!centres.has(group))
    centres.set(
      group,
      Float32Array.from({ length: width }, (_, i) => normal(group * 4096 + i, 60)),
    );
  return centres.get(group);
}
const around = (group, width, seed, noise, scale) =>
  centreOf(group, width).map((x, i) => scale * (x + noise * normal(seed * 4096 + i, 61) + 0.3));

/** Vectors in clusters, with different lengths, like those of a model. */
export const itemVector = (row, width) => around(groupOf(row), width, row, 0.5, Math.exp(0.2 * normal(row, 62)));
/** Vector of user number n. `which`: 0 general interest, 1 next intent. */
export const userVector = (n, which, width) =>
  around(Math.floor(GROUPS * unit(n, 70 + which)), width, 1_000_000 + 2 * n + which, 0.7, 1);

/** Local day number of a time. */
export const dayOf = (time) => Math.floor(time / DAY);

/** A row as it sells: half of all purchases are of a quarter of the items. */
export const soldRow = (n, salt, items) => Math.floor(items * unit(n, salt) ** 2);

/** How many events user number n has: about 20, and more for those that are asked for with longer histories. */
function lengthOf(n) {
  const long = HISTORIES[1 + Math.floor(n / USERS_OF_LENGTH)];
  return long ?? 4 + Math.floor(33 * unit(n, 80));
}

/** A user with a history of such a length, from a number. */
export function userWith(length, n, users) {
  const at = HISTORIES.indexOf(length) - 1;
  const first = Math.min(users, USERS_OF_LENGTH * (HISTORIES.length - 1));
  if (at < 0)
    return users > first ? first + Math.floor((users - first) * unit(n, 90)) : Math.floor(users * unit(n, 90));
  return Math.min(users - 1, at * USERS_OF_LENGTH + Math.floor(USERS_OF_LENGTH * unit(n, 90)));
}

/** A user's last events: baskets over the past weeks, and more weeks for a longer history. */
export function historyOf(n, items) {
  const length = lengthOf(n);
  const days = PAST_DAYS * Math.min(8, Math.max(1, Math.floor(length / 50)));
  return Array.from({ length }, (_, i) => ({
    eventId: `past-${n}-${i}`,
    // Two of three are of the user's usual items.
    itemId: itemIdOf(soldRow(n * 2048 + (unit(n * 2048 + i, 83) < 0.6 ? i % Math.ceil(length / 4) : i), 81, items)),
    type: unit(n * 2048 + i, 82) < 0.6 ? 3 : 1,
    time: Math.round(NOW - days * DAY + (Math.floor(i / BASKET) * BASKET * (days - 1) * DAY) / length),
    region: regionOf(n),
  }));
}

/** A filter and a region that so large a share of all items passes. */
export function passing(share) {
  if (share >= 1) return {};
  const max = Math.min(100, (share / IN_STOCK) * 100);
  return { filter: { expression: { $case: 'range', value: { field: 'price', max } } }, region: REGIONS[0] };
}

const displayed = (items, value) =>
  Array.from({ length: items }, (_, row) => row)
    .filter((row) => unit(row, 400 + value) < ON_DISPLAY)
    .map(itemIdOf);

/** What holds in each region when requests come. */
export const signals = (items) =>
  REGIONS.map((region, at) =>
    ContextSignal.fromPartial({
      tenantId: TENANT,
      eventId: `bench-${region}`,
      region,
      validFrom: new Date(NOW - DAY),
      validUntil: new Date(NOW + DAY),
      signals: { temperature: 12 + 4 * at, weather: ['sun', 'rain'][at % 2] },
      itemSignals: DISPLAY_VALUES.map((value) => ({ name: 'display', value, itemIds: displayed(items, value) })),
    }),
  );
