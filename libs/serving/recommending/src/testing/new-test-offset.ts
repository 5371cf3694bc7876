import type { RequestOffset } from '@stars/inference';
import { fake } from './fake.js';

/**
 * What a context does that adds `bonuses` to items' scores, by item id, and `taste` to each of a user's vectors.
 * @param taste [s]; absent: nothing
 */
export function newTestOffset(bonuses: Readonly<Record<string, number>>, taste?: readonly number[]): RequestOffset {
  return fake<RequestOffset>({
    live: new Map(Object.entries(bonuses).map(([itemId, total]) => [itemId, { total }])),
    bonusFor: () => (itemId) => bonuses[itemId] ?? 0,
    moved: (vector) => vector.map((x, i) => x + (taste?.[i] ?? 0)),
    signalParts: () => ({
      byName: new Map(taste ? [['frost', Float32Array.from(taste)]] : []),
      ownOf: (itemId) => (bonuses[itemId] ? [['promotion', bonuses[itemId]]] : []),
    }),
  });
}
