import { innerProduct, padded } from './exact-scan.js';
import type { NativeAddon } from './native-addon.js';
import type { ItemScores, ItemScoring } from './port.js';
import type { ResidentCollection } from './resident-collection.js';

/** Scores items of one collection by their ids. The score of an item equals that of a search, to the last bit. */
export function scoreItems(
  { vectors, eligibility }: Pick<ResidentCollection, 'vectors' | 'eligibility'>,
  { itemIds, queries, filter, region }: Pick<ItemScoring, 'itemIds' | 'queries' | 'filter' | 'region'>,
): ItemScores {
  const { matrix, stride, addon } = vectors;
  const passing = eligibility.of(filter, region).slots;
  const passes = new Uint8Array(itemIds.length);
  const slots = new Int32Array(itemIds.length);
  for (let n = 0; n < itemIds.length; n++) {
    const slot = vectors.slotOf(itemIds[n]!) ?? -1;
    slots[n] = slot >= 0 && passing.has(slot) ? slot : -1;
    if (slots[n]! >= 0) passes[n] = 1;
  }
  const score = addon?.scores ?? scoresInJavaScript;
  return { passes, scores: queries.map((query) => score(matrix, slots, padded(query, stride))) };
}

/** As of the addon, to the last bit. */
export const scoresInJavaScript: NativeAddon['scores'] = (floats, slots, query) =>
  Float64Array.from(slots, (slot) => (slot < 0 ? Number.NaN : innerProduct(floats, slot * query.length, query)));
