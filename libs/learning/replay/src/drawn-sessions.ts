import { shuffle } from '@stars/features';
import { createRandom } from '@stars/model/definition';
import type { EvaluationSession } from './evaluation-set.js';

/** At most `limit` of the sessions, drawn by the seed, in their order. */
export function drawnSessions(
  sessions: readonly EvaluationSession[],
  limit: number,
  seed: number,
): EvaluationSession[] {
  const chosen = new Set(shuffle(createRandom(seed), [...sessions.keys()]).slice(0, limit));
  return sessions.filter((_, n) => chosen.has(n));
}
