import { PopularityTimeline, rankByScores } from '@stars/baselines';
import type { EvaluationSession, EvaluationSet, RankedSessions, RankOptions } from '@stars/replay';

/** As `rankByScores`, for scores that are added to zeros; ties, and users without a history, by popularity. */
export function rankByAddedScores(
  set: EvaluationSet,
  options: RankOptions,
  addScores: (session: EvaluationSession, scores: Float64Array) => void,
): Promise<RankedSessions> {
  const popularity = new PopularityTimeline(set);
  const scores = new Float64Array(set.catalogue.length);
  return rankByScores(set, options, (session) => {
    popularity.advanceTo(session);
    // Small enough to decide only between equals.
    popularity.counts.forEach((count, item) => {
      scores[item] = count * 1e-12;
    });
    addScores(session, scores);
    return scores;
  });
}
