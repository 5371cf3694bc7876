import { type EvaluationSession, type EvaluationSet, type RankedSessions, type RankOptions, topK } from '@stars/replay';
import { rankByAddedScores } from './rank-by-added-scores.js';
import { type TifuSettings, TifuVectors } from './tifu-vectors.js';
import { TunedRanker } from './tuned-ranker.js';

/** Settings around the paper's choices; the first suits groceries. */
export const TIFU_KNN_GRID: readonly TifuSettings[] = [
  { groupSize: 7, basketDecay: 1, groupDecay: 0.7, neighbours: 300, own: 0.7 },
  { groupSize: 7, basketDecay: 1, groupDecay: 0.7, neighbours: 300, own: 0.9 },
  { groupSize: 7, basketDecay: 1, groupDecay: 0.7, neighbours: 300, own: 0.5 },
  { groupSize: 7, basketDecay: 0.9, groupDecay: 0.7, neighbours: 300, own: 0.7 },
  { groupSize: 3, basketDecay: 1, groupDecay: 0.85, neighbours: 300, own: 0.7 },
  { groupSize: 14, basketDecay: 1, groupDecay: 0.6, neighbours: 300, own: 0.7 },
  { groupSize: 7, basketDecay: 0.9, groupDecay: 0.9, neighbours: 300, own: 0.2 },
];

/** The users whose vectors are nearest (Euclidean) to that of a session's user, and their items. */
export class TifuNeighbourhood {
  readonly #known: TifuVectors;
  readonly #nearness: Float64Array;
  readonly #strangers: Uint8Array;
  readonly #nearest: Int32Array;

  constructor(
    set: EvaluationSet,
    private readonly settings: TifuSettings,
  ) {
    this.#known = new TifuVectors(set, settings);
    this.#nearness = new Float64Array(set.log.users.length);
    this.#strangers = new Uint8Array(set.log.users.length);
    this.#nearest = new Int32Array(settings.neighbours);
  }

  /**
   * Adds own · vector + (1 − own) · mean of the nearest vectors to `scores` [I]; nothing where the user has no history.
   * Sessions must come in ascending time.
   */
  addScores(session: EvaluationSession, own: number, scores: Float64Array): void {
    const known = this.#known;
    const nearness = this.#nearness;
    const strangers = this.#strangers;
    const nearest = this.#nearest;
    known.advanceTo(session);
    if (session.interactionsTo === session.interactionsFrom) return;
    const vector = known.vectorOf(session.interactionsFrom, session.interactionsTo);
    nearness.fill(0);
    known.addProducts(vector, nearness);
    for (let u = 0; u < nearness.length; u++) {
      strangers[u] = u === session.user || known.vectors[u] === undefined ? 1 : 0;
      // −|u − v|² without the term that is the same for all.
      nearness[u] = 2 * nearness[u]! - known.squares[u]!;
    }
    topK(nearness, 0, nearness.length, this.settings.neighbours, strangers, nearest, 0);
    for (let i = 0; i < vector.items.length; i++) scores[vector.items[i]!]! += own * vector.weights[i]!;
    const found = nearest.filter((user) => user >= 0);
    for (const user of found) {
      const other = known.vectors[user]!;
      for (let i = 0; i < other.items.length; i++) {
        scores[other.items[i]!]! += ((1 - own) * other.weights[i]!) / found.length;
      }
    }
  }
}

/** Ranks by own · vector + (1 − own) · mean of the nearest users' vectors; ties by popularity. */
export function rankByTifuKnn(
  settings: TifuSettings,
  set: EvaluationSet,
  options: RankOptions,
): Promise<RankedSessions> {
  const neighbourhood = new TifuNeighbourhood(set, settings);
  return rankByAddedScores(set, options, (session, scores) => neighbourhood.addScores(session, settings.own, scores));
}

/** TIFU-KNN (Hu et al. 2020). */
export const tifuKnn = (grid: readonly TifuSettings[] = TIFU_KNN_GRID): TunedRanker<TifuSettings> =>
  new TunedRanker({ name: 'TIFU-KNN', explores: true, grid, rank: rankByTifuKnn });
