import type { ServedPrior } from '@stars/inference';

/** A recent popularity prior that adds `shifts` to items' scores, by item id, and nothing to others. */
export const newTestPrior = (shifts: Readonly<Record<string, number>>): ServedPrior => ({
  shiftOf: (itemId) => shifts[itemId] ?? 0,
});
