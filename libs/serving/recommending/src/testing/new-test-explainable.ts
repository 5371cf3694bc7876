import type { Explainable, ScoreClaims, ScoreShares } from '@stars/ranking';

/** Of rows with one number: the place of their claims in `claims`. */
export const newTestExplainable = (
  shares: ScoreShares = {},
  claims: readonly ScoreClaims[] = [],
  place = 0,
): Explainable => ({
  scored: { item: place, row: Float32Array.of(place), above: 1 },
  request: { claimsOf: (rows) => rows.map(({ item }) => claims[item] ?? []) },
  shares: () => shares,
});
