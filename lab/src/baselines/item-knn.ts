import type { EvaluationSession, EvaluationSet, RankedSessions, RankOptions } from '@stars/replay';
import { CosineNeighbours, type Together } from './cosine-neighbours.js';
import { rankByAddedScores } from './rank-by-added-scores.js';
import { TunedRanker } from './tuned-ranker.js';

export interface ItemKnnSettings {
  together: Together;
  /** Neighbours of an item, itself included. */
  neighbours: number;
  /** A purchase `a` days ago weighs exp(−a / decayDays). */
  decayDays: number;
}

export const ITEM_KNN_GRID: readonly ItemKnnSettings[] = [
  { together: 'basket', neighbours: 100, decayDays: 90 },
  { together: 'basket', neighbours: 100, decayDays: 30 },
  { together: 'user', neighbours: 100, decayDays: 90 },
];

/** Adds Σ over the user's history exp(−age / decay) · cosine(history, item) to `scores` [I]. */
export function addItemKnnScores(
  set: EvaluationSet,
  session: EvaluationSession,
  neighbours: CosineNeighbours,
  decayDays: number,
  scores: Float64Array,
): void {
  const { day, item } = set.interactions;
  for (let a = session.interactionsFrom; a < session.interactionsTo; a++) {
    const weight = Math.exp((day[a]! - session.day) / decayDays);
    const from = item[a]! * neighbours.count;
    for (let n = from; n < from + neighbours.count; n++) {
      const other = neighbours.items[n]!;
      if (other < 0) break;
      scores[other]! += weight * neighbours.weights[n]!;
    }
  }
}

/** Ranks by similarity to the user's history; ties, and users without a history, by popularity. */
export function rankByItemKnn(
  settings: ItemKnnSettings,
  set: EvaluationSet,
  options: RankOptions,
): Promise<RankedSessions> {
  const neighbours = new CosineNeighbours(set, settings.together, settings.neighbours);
  return rankByAddedScores(set, options, (session, scores) => {
    neighbours.advanceTo(session);
    addItemKnnScores(set, session, neighbours, settings.decayDays, scores);
  });
}

/** Item-based nearest neighbours; an item is its own nearest. */
export const itemKnn = (grid: readonly ItemKnnSettings[] = ITEM_KNN_GRID): TunedRanker<ItemKnnSettings> =>
  new TunedRanker({ name: 'item-kNN', explores: true, grid, rank: rankByItemKnn });
