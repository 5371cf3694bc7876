import type { TrainingData } from '@stars/features';
import { ItemMatrix, type ModelArtifact, StarsModel } from '@stars/inference';
import type { Parameters } from '@stars/model';
import type { ValidationValues } from './run/fit-options.js';
import { storeParameters } from './run/stored-parameters.js';
import type { TrainingPlan } from './training-plan.js';
import { sessionMetrics } from './validation-metrics.js';
import type { ValidationSession } from './validation-window.js';

/** Sessions scored at once: their scores over all items are the largest array of a validation. */
const SESSIONS_A_PASS = 64;

/**
 * Measures parameters in training by the code that serves: every learned item's v_j, each session's h_next, and where its
 * basket's items stand among all learned items.
 * @param artifactOf A model folder's content, as it would be stored of these parameters.
 */
export function createValidator(
  data: Pick<TrainingData, 'items' | 'users' | 'timeline'>,
  plan: TrainingPlan,
  sessions: readonly ValidationSession[],
  artifactOf: (parameters: ReturnType<typeof storeParameters>) => ModelArtifact,
): (parameters: Parameters) => Promise<ValidationValues> {
  const features = plan.items.ids.map((id) => data.items.get(id)!);
  return async (parameters) => {
    const model = await StarsModel.create(artifactOf(storeParameters(plan.config, parameters)));
    try {
      const encoded = model.encodeItems(features);
      const width = encoded[0]!.vector.length;
      const vectors = new Float32Array(features.length * width);
      const tokens = new Map<string, Float32Array>();
      encoded.forEach(({ vector, token }, i) => {
        vectors.set(vector, i * width);
        tokens.set(plan.items.ids[i]!, token);
      });
      const matrix = new ItemMatrix(vectors, width);
      try {
        return mean(measure(model, matrix, tokens));
      } finally {
        matrix.dispose();
      }
    } finally {
      model.dispose();
    }
  };

  function* measure(
    model: StarsModel,
    matrix: ItemMatrix,
    tokens: ReadonlyMap<string, Float32Array>,
  ): Generator<ValidationValues> {
    for (let from = 0; from < sessions.length; from += SESSIONS_A_PASS) {
      const part = sessions.slice(from, from + SESSIONS_A_PASS);
      const users = part.map(({ userId, history }) => ({ features: data.users.get(userId) ?? {}, history }));
      const encoded = model.encodeUsers(users, tokens, data.timeline);
      const queries = new Float32Array(part.length * matrix.width);
      encoded.forEach(({ next }, i) => {
        const { time, history } = part[i]!;
        // The place of the request is not known before it comes: that of the last event stands for it.
        const [moved] = model.moveUsers([next], { time, region: history.at(-1)?.region ?? '' }, data.timeline);
        queries.set(moved!, i * matrix.width);
      });
      const scores = matrix.scores(queries);
      for (const [i, { targets }] of part.entries()) {
        yield sessionMetrics(scores.subarray(i * features.length, (i + 1) * features.length), targets);
      }
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
