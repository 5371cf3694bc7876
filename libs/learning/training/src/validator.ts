import type { TrainingData } from '@stars/features';
import { innerProducts, type ModelArtifact, StarsModel } from '@stars/inference';
import { withRepeat } from '@stars/ranking';
import type { ValidationValues } from './run/fit-options.js';
import { sessionMetrics } from './validation-metrics.js';
import type { ValidationSession } from './validation-window.js';

/** Sessions scored at once: their scores over all items are the largest array of a validation. */
const SESSIONS_A_PASS = 64;

/**
 * How a model ranks the items of each session's basket among the candidates, by h_next and with the code that serves. A candidate
 * that the model cannot read is last.
 * @param artifact Its weights are taken over. @param candidates Item ids; the sessions' targets are indices into them.
 */
export async function measureSessions(
  artifact: ModelArtifact,
  data: Pick<TrainingData, 'items' | 'users' | 'timeline'>,
  candidates: readonly string[],
  sessions: readonly ValidationSession[],
): Promise<ValidationValues> {
  const model = StarsModel.create(artifact);
  const width = model.config.servingWidth;
  const [readable, unreadable]: [number[], number[]] = [[], []];
  candidates.forEach((id, row) => {
    (model.reads(data.items.get(id)!) ? readable : unreadable).push(row);
  });
  const vectors = new Float32Array(candidates.length * width);
  const tokens = new Map<string, Float32Array>();
  model.encodeItems(readable.map((row) => data.items.get(candidates[row]!)!)).forEach(({ vector, token }, i) => {
    vectors.set(vector, readable[i]! * width);
    tokens.set(candidates[readable[i]!]!, token);
  });
  const rowOf = new Map(candidates.map((id, row) => [id, row]));
  const sum = { ndcg: 0, loss: 0 };
  for (let from = 0; from < sessions.length; from += SESSIONS_A_PASS) {
    const part = sessions.slice(from, from + SESSIONS_A_PASS);
    const scores = innerProducts(queriesOf(model, part, data, tokens), vectors, width);
    for (const [i, { history, time, targets }] of part.entries()) {
      const own = scores.subarray(i * candidates.length, (i + 1) * candidates.length);
      for (const [itemId, { next }] of model.repeats?.score(history, time) ?? []) {
        const row = rowOf.get(itemId);
        if (row !== undefined) own[row] = withRepeat(own[row]!, next);
      }
      for (const row of unreadable) own[row] = Number.NEGATIVE_INFINITY;
      const { ndcg, loss } = sessionMetrics(own, targets);
      sum.ndcg += ndcg;
      sum.loss += loss;
    }
  }
  return { ndcg: sum.ndcg / sessions.length, loss: sum.loss / sessions.length };
}

/** h_next of each session with what is live at its time. */
function queriesOf(
  model: StarsModel,
  sessions: readonly ValidationSession[],
  { users, timeline }: Pick<TrainingData, 'users' | 'timeline'>,
  tokens: ReadonlyMap<string, Float32Array>,
): Float32Array {
  const { servingWidth: width } = model.config;
  const queries = new Float32Array(sessions.length * width);
  const asked = sessions.map(({ userId, history }) => ({ features: users.get(userId) ?? {}, history }));
  model.encodeUsers(asked, tokens, timeline).forEach(({ next }, i) => {
    const { time, history } = sessions[i]!;
    // The request's region is not known here: that of the last event replaces it.
    const offset = model.offsetsAt({ time, region: history.at(-1)?.region ?? '' }, timeline);
    queries.set(offset.moved(next), i * width);
  });
  return queries;
}
