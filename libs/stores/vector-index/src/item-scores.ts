import { padded, scoresInJavaScript } from './exact-scan.js';
import type { ItemScores, ItemScoring } from './port.js';
import type { ResidentCollection } from './resident-collection.js';
import type { SlotSet } from './slot-set.js';

/** Scores items of one collection by their ids. The score of an item equals that of a search, to the last bit. */
export function scoreItems(
  { vectors }: Pick<ResidentCollection, 'vectors'>,
  passing: SlotSet,
  { itemIds, queries }: Pick<ItemScoring, 'itemIds' | 'queries'>,
): ItemScores {
  const { matrix, stride, addon } = vectors;
  const passes = new Uint8Array(itemIds.length);
  const slots = vectors.slotsInOrder(itemIds);
  for (let n = 0; n < slots.length; n++) {
    if (slots[n]! >= 0 && passing.has(slots[n]!)) passes[n] = 1;
    else slots[n] = -1;
  }
  const score = addon?.scores ?? scoresInJavaScript;
  return { passes, scores: queries.map((query) => score(matrix, slots, padded(query, stride))) };
}
