import {
  type EvaluationSet,
  forEachSession,
  type RankedSessions,
  type RankOptions,
  seenItems,
  topK,
} from '@stars/replay';
import { PopularityTimeline, sessionsByTime } from './popularity-timeline.js';
import { TunedRanker } from './tuned-ranker.js';

export interface DecayMixSettings {
  /** A purchase `a` days ago weighs exp(−a / decayDays). */
  decayDays: number;
  /** Days of the popularity window; infinite: all. */
  windowDays: number;
  /** Weight of the most popular item, in the user's own purchases made today. */
  popularity: number;
}

export const DECAY_MIX_GRID: readonly DecayMixSettings[] = [7, 28, Number.POSITIVE_INFINITY].flatMap((windowDays) =>
  [0.5, 1, 2].map((popularity) => ({ decayDays: 90, windowDays, popularity })),
);

/** score(item) = Σ over the user's purchases of it exp(−age / decay) + weight · popularity / highest popularity. */
export async function rankByDecayMix(
  settings: DecayMixSettings,
  set: EvaluationSet,
  options: RankOptions,
): Promise<RankedSessions> {
  const { k, explore } = options;
  const { interactions } = set;
  const items = new Int32Array(set.sessions.length * k);
  const timeline = new PopularityTimeline(set, settings.windowDays);
  const scores = new Float64Array(set.catalogue.length);
  const seen = new Uint8Array(set.catalogue.length);
  await forEachSession(sessionsByTime(set), options, (n) => {
    const session = set.sessions[n]!;
    timeline.advanceTo(session);
    const highest = timeline.counts.reduce((high, count) => Math.max(high, count), 1);
    timeline.counts.forEach((count, item) => {
      scores[item] = (settings.popularity * count) / highest;
    });
    for (let a = session.interactionsFrom; a < session.interactionsTo; a++) {
      scores[interactions.item[a]!]! += Math.exp((interactions.day[a]! - session.day) / settings.decayDays);
    }
    if (explore) for (const item of seenItems(set, session)) seen[item] = 1;
    topK(scores, 0, scores.length, k, seen, items, n * k);
    if (explore) for (const item of seenItems(set, session)) seen[item] = 0;
  });
  return { k, items };
}

/** Personal frequency with decay, mixed with popularity: the strongest simple baseline on groceries. */
export const decayMix = (grid: readonly DecayMixSettings[] = DECAY_MIX_GRID): TunedRanker<DecayMixSettings> =>
  new TunedRanker({ name: 'decay 90 days, popularity mixed in', explores: true, grid, rank: rankByDecayMix });
