import type { SessionRanker } from '@stars/replay';
import { PopularityTimeline } from './popularity-timeline.js';
import { rankByScores } from './rank-by-scores.js';

/** The most popular items before the session's day, of all time or of the last `windowDays` days; ties to the lower index. */
const popularity = (name: string, windowDays?: number): SessionRanker => ({
  ...{ name, kind: 'baseline', explores: true },
  rank(set, options) {
    const timeline = new PopularityTimeline(set, windowDays);
    return rankByScores(set, options, (session) => {
      timeline.advanceTo(session);
      return timeline.counts;
    });
  },
});

export const globalPopularity = (): SessionRanker => popularity('global popularity');

export const recentPopularity = (windowDays = 7): SessionRanker =>
  popularity(`recent popularity, ${windowDays} days`, windowDays);
