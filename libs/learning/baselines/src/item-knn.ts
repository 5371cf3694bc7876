import {
  type EvaluationSession,
  type EvaluationSet,
  forEachSession,
  type RankedSessions,
  type RankOptions,
  seenItems,
  topK,
} from '@stars/replay';
import { CosineNeighbours, type Together } from './cosine-neighbours.js';
import { PopularityTimeline, sessionsByTime } from './popularity-timeline.js';
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
export async function rankByItemKnn(
  settings: ItemKnnSettings,
  set: EvaluationSet,
  options: RankOptions,
): Promise<RankedSessions> {
  const { k, explore } = options;
  const items = new Int32Array(set.sessions.length * k);
  const neighbours = new CosineNeighbours(set, settings.together, settings.neighbours);
  const popularity = new PopularityTimeline(set);
  const scores = new Float64Array(set.catalogue.length);
  const seen = new Uint8Array(set.catalogue.length);
  await forEachSession(sessionsByTime(set), options, (n) => {
    const session = set.sessions[n]!;
    neighbours.advanceTo(session);
    popularity.advanceTo(session);
    // Small enough to decide only between equals.
    popularity.counts.forEach((count, item) => {
      scores[item] = count * 1e-12;
    });
    addItemKnnScores(set, session, neighbours, settings.decayDays, scores);
    if (explore) for (const item of seenItems(set, session)) seen[item] = 1;
    topK(scores, 0, scores.length, k, seen, items, n * k);
    if (explore) for (const item of seenItems(set, session)) seen[item] = 0;
  });
  return { k, items };
}

/** Item-based nearest neighbours; an item is its own nearest. */
export const itemKnn = (grid: readonly ItemKnnSettings[] = ITEM_KNN_GRID): TunedRanker<ItemKnnSettings> =>
  new TunedRanker({ name: 'item-kNN', explores: true, grid, rank: rankByItemKnn });
