import { PopularityTimeline, rankByScores } from '@stars/baselines';
import type { EvaluationSet, RankedSessions, RankOptions } from '@stars/replay';
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
export function rankByDecayMix(
  settings: DecayMixSettings,
  set: EvaluationSet,
  options: RankOptions,
): Promise<RankedSessions> {
  const { interactions } = set;
  const timeline = new PopularityTimeline(set, settings.windowDays);
  const scores = new Float64Array(set.catalogue.length);
  return rankByScores(set, options, (session) => {
    timeline.advanceTo(session);
    const highest = timeline.counts.reduce((high, count) => Math.max(high, count), 1);
    timeline.counts.forEach((count, item) => {
      scores[item] = (settings.popularity * count) / highest;
    });
    for (let a = session.interactionsFrom; a < session.interactionsTo; a++) {
      scores[interactions.item[a]!]! += Math.exp((interactions.day[a]! - session.day) / settings.decayDays);
    }
    return scores;
  });
}

/** Personal frequency with decay, mixed with popularity: the strongest simple baseline on groceries. */
export const decayMix = (grid: readonly DecayMixSettings[] = DECAY_MIX_GRID): TunedRanker<DecayMixSettings> =>
  new TunedRanker({ name: 'decay 90 days, popularity mixed in', explores: true, grid, rank: rankByDecayMix });
