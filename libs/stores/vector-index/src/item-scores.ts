import type { Passing } from './eligibility.js';
import { padded, productWithRow } from './exact-scan.js';
import type { NativeAddon } from './native-addon.js';
import type { ItemScores, ItemScoring } from './port.js';
import type { ResidentCollection } from './resident-collection.js';

/** Scores items of one collection by their ids. The score of an item equals that of a search, to the last bit. */
export function scoreItems(
  { vectors }: Pick<ResidentCollection, 'vectors'>,
  { slots: passing }: Passing,
  { itemIds, known, queries }: Pick<ItemScoring, 'itemIds' | 'known' | 'queries'>,
): ItemScores {
  const { matrix, stride, addon } = vectors;
  const passes = new Uint8Array(itemIds.length);
  const slots = vectors.slotsInOrder(itemIds, known);
  for (let n = 0; n < slots.length; n++) {
    if (slots[n]! >= 0 && passing.has(slots[n]!)) passes[n] = 1;
    else slots[n] = -1;
  }
  const score = addon?.scores ?? scoresInJavaScript;
  return { passes, scores: queries.map((query) => score(matrix, slots, padded(query, stride))) };
}

/** As of the addon, to the last bit. */
export const scoresInJavaScript: NativeAddon['scores'] = (floats, slots, query) =>
  Float64Array.from(slots, (slot) => (slot < 0 ? Number.NaN : productWithRow(floats, slot * query.length, query)));
