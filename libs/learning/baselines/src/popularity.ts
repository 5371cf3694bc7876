import type { EvaluationSet, RankedSessions, RankOptions, SessionRanker } from '@stars/replay';
import { PopularityTimeline } from './popularity-timeline.js';
import { rankByScores } from './rank-by-scores.js';

/** The most popular items before the session's day, of all time or of the last `windowDays` days; ties to the lower index. */
class Popularity implements SessionRanker {
  readonly kind = 'baseline';
  readonly explores = true;

  constructor(
    readonly name: string,
    private readonly windowDays: number | undefined,
  ) {}

  rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    const timeline = new PopularityTimeline(set, this.windowDays);
    return rankByScores(set, options, (session) => {
      timeline.advanceTo(session);
      return timeline.counts;
    });
  }
}

export const globalPopularity = (): SessionRanker => new Popularity('global popularity', undefined);

export const recentPopularity = (windowDays = 7): SessionRanker =>
  new Popularity(`recent popularity, ${windowDays} days`, windowDays);
