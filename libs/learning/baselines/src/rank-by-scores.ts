import {
  type EvaluationSession,
  type EvaluationSet,
  forEachSession,
  type RankedSessions,
  type RankOptions,
  seenItems,
  topK,
} from '@stars/replay';
import { sessionsByTime } from './popularity-timeline.js';

/**
 * The items with the highest scores of each session, ties to the lower index; in explore without those that the user had.
 * @param scoresOf Makes the scores [I] of a session; NaN: never ranked. Sessions come in the order of `sessionsByTime`.
 */
export async function rankByScores(
  set: EvaluationSet,
  options: RankOptions,
  scoresOf: (session: EvaluationSession) => ArrayLike<number>,
): Promise<RankedSessions> {
  const { k, explore } = options;
  const items = new Int32Array(set.sessions.length * k);
  const excluded = new Uint8Array(set.catalogue.length);
  await forEachSession(sessionsByTime(set), options, (n) => {
    const session = set.sessions[n]!;
    const scores = scoresOf(session);
    const seen = explore ? seenItems(set, session) : [];
    for (const item of seen) excluded[item] = 1;
    topK(scores, 0, scores.length, k, excluded, items, n * k);
    for (const item of seen) excluded[item] = 0;
  });
  return { k, items };
}
