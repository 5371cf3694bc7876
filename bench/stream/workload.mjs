// The events of the measured shop. Everything is computed from a number, so that the process that sends and the one that
// checks agree without messages.
import { CatalogItem, Interaction, InteractionType } from '@stars/contracts';
import { itemIdOf, TENANT, unit, userIdOf } from '../made-up.mjs';

export const REGION = 'north';

/** Share of all activity of the user of each rank: Zipf's law with exponent 1. */
export function activityShares(users) {
  const shares = Float64Array.from({ length: users }, (_, rank) => 1 / (rank + 1));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** Chooses the user of each event. */
export class Activity {
  #upTo;

  constructor(users) {
    let total = 0;
    this.#upTo = activityShares(users).map((share) => {
      total += share;
      return total;
    });
  }

  rankOf(n, salt) {
    const at = unit(n, salt);
    let [low, high] = [0, this.#upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#upTo[middle] > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Items of interactions. The last fifth of the catalogue is reserved for catalogue changes. */
export const interactedItems = (items) => Math.max(1, Math.floor(items * 0.8));

const SALTS = { warm: 11, steady: 12, overload: 13 };

/** Interaction n of a phase. Its time is when it is due, ms. */
export function interactionOf(phase, n, time, activity, items) {
  const salt = SALTS[phase];
  return Interaction.fromPartial({
    tenantId: TENANT,
    eventId: `${phase}-${n}`,
    userId: userIdOf(activity.rankOf(n, salt)),
    itemId: itemIdOf(Math.floor(interactedItems(items) * unit(n, salt + 100) ** 2)),
    type: unit(n, salt + 200) < 0.3 ? InteractionType.INTERACTION_TYPE_PURCHASE : InteractionType.INTERACTION_TYPE_VIEW,
    time: new Date(time),
    region: REGION,
    quantity: 1,
    value: 2.5,
  });
}

const KINDS = ['new', 'stock', 'new', 'text', 'stock'];
const WORDS = [
  ['organic', 'vegan', 'smoked', 'spicy', 'lactose free', 'wholegrain', 'roasted', 'gluten free', 'frozen', 'instant'],
  ['pumpkin', 'mango', 'barley', 'chestnut', 'cocoa', 'lentil', 'oat', 'fig', 'almond', 'beetroot', 'rye', 'cherry'],
  ['latte', 'soup', 'crackers', 'yoghurt', 'cereal', 'muesli bar', 'pasta sauce', 'sausage', 'ice cream', 'shampoo'],
];

/** A title that no other number has. */
const titleOf = (n) =>
  `${WORDS.map((words, i) => words[Math.floor(words.length * unit(n, 31 + i))]).join(' ')} no. ${n}`;

export const catalogItem = (row) =>
  CatalogItem.fromPartial({
    tenantId: TENANT,
    itemId: itemIdOf(row),
    version: 1,
    title: titleOf(row),
    brand: `brand-${row % 50}`,
    category: [`department-${row % 12}`],
    price: 1 + (row % 40),
    regions: { [REGION]: { inStock: true } },
  });

/**
 * Catalogue change n: a new product, a changed text, or a product that is sold out. Items come round robin from the last fifth
 * of the catalogue.
 */
export function catalogChangeOf(n, items) {
  const kind = KINDS[n % KINDS.length];
  if (kind === 'new') {
    const item = catalogItem(10_000_000 + n);
    return { kind, item: { ...item, itemId: `new-${n}` } };
  }
  const first = interactedItems(items);
  const left = items - first;
  // Of five changes, two are of stock and one is of text. Each kind has its own items.
  const stocks = 2 * Math.floor(n / KINDS.length) + (n % KINDS.length === 4 ? 1 : 0);
  const nth = kind === 'text' ? Math.floor(n / KINDS.length) : stocks;
  const share = Math.max(1, Math.floor(left / 2));
  const row = first + (kind === 'text' ? 0 : share) + (nth % share);
  const item = { ...catalogItem(row), version: 2 + Math.floor(nth / share) };
  if (kind === 'text') return { kind, item: { ...item, title: `${item.title}, recipe ${item.version}` } };
  // The same item alternates: sold out, back, sold out again.
  return { kind, item: { ...item, regions: { [REGION]: { inStock: item.version % 2 === 1 } } } };
}
