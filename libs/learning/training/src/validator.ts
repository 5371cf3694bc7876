import type { TrainingData } from '@stars/features';
import { ItemMatrix, type StarsModel } from '@stars/inference';
import { withRepeat } from '@stars/ranking';
import type { ValidationValues } from './run/fit-options.js';
import { sessionMetrics } from './validation-metrics.js';
import type { ValidationSession } from './validation-window.js';

/** Sessions scored at once: their scores over all items are the largest array of a validation. */
const SESSIONS_A_PASS = 64;

/**
 * Ranks of the items of each session's basket among the candidates, by h_next. A candidate that the model cannot read is
 * last.
 * @param candidates Item ids; the sessions' targets are indices into them.
 */
export function measureSessions(
  model: StarsModel,
  data: Pick<TrainingData, 'items' | 'users' | 'timeline'>,
  candidates: readonly string[],
  sessions: readonly ValidationSession[],
): ValidationValues {
  const readable: number[] = [];
  candidates.forEach((id, row) => {
    if (model.reads(data.items.get(id)!)) readable.push(row);
  });
  const encoded = model.encodeItems(readable.map((row) => data.items.get(candidates[row]!)!));
  const width = model.config.servingWidth;
  const vectors = new Float32Array(candidates.length * width);
  const tokens = new Map<string, Float32Array>();
  encoded.forEach(({ vector, token }, i) => {
    vectors.set(vector, readable[i]! * width);
    tokens.set(candidates[readable[i]!]!, token);
  });
  const read = new Set(readable);
  const unreadable = candidates.flatMap((_, row) => (read.has(row) ? [] : [row]));
  const rowOf = new Map(candidates.map((id, row) => [id, row]));
  const matrix = new ItemMatrix(vectors, width);
  try {
    return mean(measure(model, data, matrix, tokens, unreadable, rowOf, sessions));
  } finally {
    matrix.dispose();
  }
}

function* measure(
  model: StarsModel,
  data: Pick<TrainingData, 'users' | 'timeline'>,
  matrix: ItemMatrix,
  tokens: ReadonlyMap<string, Float32Array>,
  unreadable: readonly number[],
  rowOf: ReadonlyMap<string, number>,
  sessions: readonly ValidationSession[],
): Generator<ValidationValues> {
  for (let from = 0; from < sessions.length; from += SESSIONS_A_PASS) {
    const part = sessions.slice(from, from + SESSIONS_A_PASS);
    const users = part.map(({ userId, history }) => ({ features: data.users.get(userId) ?? {}, history }));
    const encoded = model.encodeUsers(users, tokens, data.timeline);
    const queries = new Float32Array(part.length * matrix.width);
    encoded.forEach(({ next }, i) => {
      const { time, history } = part[i]!;
      // The request's region is not known here: that of the last event replaces it.
      const offset = model.offsetsAt({ time, region: history.at(-1)?.region ?? '' }, data.timeline);
      queries.set(offset.moved(next), i * matrix.width);
    });
    const scores = matrix.scores(queries);
    const items = scores.length / part.length;
    for (const [i, { targets }] of part.entries()) {
      const own = scores.subarray(i * items, (i + 1) * items);
      for (const [itemId, { next }] of model.repeats?.score(part[i]!.history, part[i]!.time) ?? []) {
        const row = rowOf.get(itemId);
        if (row !== undefined) own[row] = withRepeat(own[row]!, next);
      }
      for (const row of unreadable) own[row] = Number.NEGATIVE_INFINITY;
      yield sessionMetrics(own, targets);
    }
  }
}

function mean(values: Iterable<ValidationValues>): ValidationValues {
  const sum = { ndcg: 0, loss: 0 };
  let count = 0;
  for (const { ndcg, loss } of values) {
    sum.ndcg += ndcg;
    sum.loss += loss;
    count++;
  }
  return { ndcg: sum.ndcg / count, loss: sum.loss / count };
}
