import type { RequestOffset } from '@stars/inference';

/** What a context does that adds `taste`, [s], to each of a user's vectors. */
export const newTestOffset = (taste: readonly number[]): RequestOffset => ({
  moved: (vector) => vector.map((x, i) => x + (taste[i] ?? 0)),
  signalParts: () => new Map([['frost', Float32Array.from(taste)]]),
});
