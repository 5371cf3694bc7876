import { COLD_START, type DescribedCandidates, LEARNED, LIVE_COLD_START } from '@stars/ranking';
import type { ScoredGroup } from '../fit-added-weights.js';

/**
 * So many of the best learned items compete with as many of the best cold-start items. The best of many borrowed scores are too high,
 * so weights that are right for all candidates put too many cold-start items into the first places.
 */
const COMPETING = 50;

/** Which weights each kind of candidates gets: 0 is the constant, 1 that of a live signal. */
const WEIGHTS = [
  { kind: LEARNED, weights: [] },
  { kind: COLD_START, weights: [0] },
  { kind: LIVE_COLD_START, weights: [0, 1] },
];

/** The candidates of a session that compete, by their kind, with the share of each kind in what was purchased of them. */
export function coldStartGroups(
  { candidates, kinds }: Pick<DescribedCandidates, 'candidates' | 'kinds'>,
  scores: Float32Array,
  purchased: ReadonlySet<number>,
): ScoredGroup[] {
  const best = (learned: boolean): number[] =>
    [...kinds.keys()]
      .filter((n) => (kinds[n] === LEARNED) === learned)
      .sort((a, b) => scores[b]! - scores[a]!)
      .slice(0, COMPETING);
  const all = [...best(true), ...best(false)];
  const top = Math.max(...all.map((n) => scores[n]!));
  const hits = (places: readonly number[]): number => places.filter((n) => purchased.has(candidates[n]!)).length;
  const targets = Math.max(1, hits(all));
  return WEIGHTS.flatMap(({ kind, weights }) => {
    const places = all.filter((n) => kinds[n] === kind);
    if (places.length === 0) return [];
    const mass = places.reduce((sum, n) => sum + Math.exp(scores[n]! - top), 0);
    return [{ weights, logMass: Math.log(mass), targets: hits(places) / targets }];
  });
}
