import { NumberedKeys } from '../second-stage/numbered-keys.js';
import type { PurchaseHistory } from '../second-stage/purchase-history.js';
import type { CandidateSizes } from './candidate-sizes.js';

/** Used by one call after the other. */
const found = new NumberedKeys();

/**
 * Candidates of a request, none twice, repeat candidates first.
 * @param order Numbers of the user's items, those bought often and lately first.
 * @param searched Items that each of the model's searches found, best first. @param coldStartItems The same for searches among cold-start items.
 * @param eligible Which of the user's and the popular items may be in the answer; absent: all. Searches filter by themselves.
 */
export function gatherCandidates(
  own: PurchaseHistory,
  order: Int32Array,
  popular: ArrayLike<number>,
  searched: readonly ArrayLike<number>[],
  sizes: CandidateSizes,
  eligible: (item: number) => boolean = () => true,
  coldStartItems: readonly ArrayLike<number>[] = [],
): Int32Array {
  found.clear();
  for (let o = 0; o < order.length && found.size < sizes.own; o++) {
    const item = own.items.keys[order[o]!]!;
    if (eligible(item)) found.add(item);
  }
  const take = (item: number): void => {
    // An item of the user beyond the most frequent ones is no candidate by another source: it is unlikely to be wanted.
    if (item >= 0 && !own.has(item)) found.add(item);
  };
  for (let n = 0; n < popular.length; n++) if (eligible(popular[n]!)) take(popular[n]!);
  const takeBest = (list: ArrayLike<number>, count: number): void => {
    for (let r = 0; r < Math.min(list.length, count); r++) take(list[r]!);
  };
  for (const list of searched) takeBest(list, sizes.searched);
  for (const list of coldStartItems) takeBest(list, sizes.coldStartItems);
  return found.keys.slice(1, found.size + 1);
}
