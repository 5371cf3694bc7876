import { NumberedKeys } from '../second-stage/numbered-keys.js';
import type { PurchaseHistory } from '../second-stage/purchase-history.js';
import type { CandidateSizes } from './candidate-sizes.js';

/** Items by the sources that found them. */
export interface CandidateLists {
  /** What the user had. */
  own: PurchaseHistory;
  /** Numbers of the user's items, those bought often and lately first. */
  order: Int32Array;
  /** What the finders found. */
  others: ArrayLike<number>;
  /** Items that each of the model's searches found, best first. */
  searched: readonly ArrayLike<number>[];
  /** The same for searches among cold-start items. */
  coldStartItems?: readonly ArrayLike<number>[];
  /** Which of the user's and the other items may be in the answer; absent: all. Searches filter by themselves. */
  eligible?: (item: number) => boolean;
}

/** Candidates of a request, none twice, repeat candidates first. */
export function mergeCandidates(
  { own, order, others, searched, coldStartItems = [], eligible = () => true }: CandidateLists,
  sizes: CandidateSizes,
): Int32Array {
  const found = new NumberedKeys();
  found.reserve(Math.min(order.length, sizes.own) + others.length);
  for (let o = 0; o < order.length && found.size < sizes.own; o++) {
    const item = own.items.keys[order[o]!]!;
    if (eligible(item)) found.add(item);
  }
  const take = (item: number): void => {
    // An item of the user beyond the most frequent ones is no candidate by another source: it is unlikely to be wanted.
    if (item >= 0 && !own.has(item)) found.add(item);
  };
  for (let n = 0; n < others.length; n++) if (eligible(others[n]!)) take(others[n]!);
  const takeBest = (list: ArrayLike<number>, count: number): void => {
    for (let r = 0; r < Math.min(list.length, count); r++) take(list[r]!);
  };
  for (const list of searched) takeBest(list, sizes.searched);
  for (const list of coldStartItems) takeBest(list, sizes.coldStartItems);
  return found.keys.slice(1, found.size + 1);
}
