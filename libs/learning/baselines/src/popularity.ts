import {
  type EvaluationSet,
  forEachSession,
  type RankedSessions,
  type RankOptions,
  type SessionRanker,
  seenItems,
  topK,
} from '@stars/replay';
import { PopularityTimeline, sessionsByTime } from './popularity-timeline.js';

/** The most popular items before the session's day, of all time or of the last `windowDays` days; ties to the lower index. */
class Popularity implements SessionRanker {
  readonly kind = 'baseline';
  readonly explores = true;

  constructor(
    readonly name: string,
    private readonly windowDays: number | undefined,
  ) {}

  async rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    const { k } = options;
    const items = new Int32Array(set.sessions.length * k);
    const timeline = new PopularityTimeline(set, this.windowDays);
    const excluded = new Uint8Array(set.catalogue.length);
    await forEachSession(sessionsByTime(set), options, (n) => {
      const session = set.sessions[n]!;
      timeline.advanceTo(session);
      const seen = options.explore ? seenItems(set, session) : undefined;
      seen?.forEach((item) => {
        excluded[item] = 1;
      });
      topK(timeline.counts, 0, timeline.counts.length, k, excluded, items, n * k);
      seen?.forEach((item) => {
        excluded[item] = 0;
      });
    });
    return { k, items };
  }
}

export const globalPopularity = (): SessionRanker => new Popularity('global popularity', undefined);

export const recentPopularity = (windowDays = 7): SessionRanker =>
  new Popularity(`recent popularity, ${windowDays} days`, windowDays);
