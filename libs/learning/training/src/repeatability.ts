import { wholeCatalogue } from '@stars/features';
import { itemContent, type Parameters, repeatability, tf } from '@stars/model';
import type { StoredParameters } from './run/stored-parameters.js';
import type { TrainingPlan } from './training-plan.js';

const ITEMS_A_PASS = 16_384;
/** Of content, and of the head. */
const PARAMETERS = /^(?:tag\.|item\.delta$|repeat\.)/;

/**
 * What makes each learned item one to repeat, for h_gen and h_next, and last the mean by events of the target kind, for any other
 * item: [I + 1, 2]. Undefined without a repeat head. What serving subtracts from the inner product of an item, and training did not, is
 * subtracted here too: both scores of an item are then as they were in training, but for the same number.
 */
export function repeatabilityOf(
  {
    config,
    items,
    trainedPrior,
    servingPrior,
  }: Pick<TrainingPlan, 'config' | 'items' | 'trainedPrior' | 'servingPrior'>,
  deltaMinCount: number,
  weights: StoredParameters,
): Float32Array | undefined {
  if (config.repeatAges === 0) return undefined;
  const { count, embedding, tags, deltaRow } = wholeCatalogue(items, deltaMinCount);
  const { contentWidth: E, tagCount: V } = config;
  const found = new Float32Array(2 * (count + 1));
  const needed = [...weights].filter(([name]) => PARAMETERS.test(name));
  const parameters: Parameters = new Map(needed.map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]));
  try {
    for (let from = 0; from < count; from += ITEMS_A_PASS) {
      const until = Math.min(count, from + ITEMS_A_PASS);
      const part = {
        count: until - from,
        embedding: embedding.subarray(from * E, until * E),
        tags: tags.subarray(from * V, until * V),
        deltaRow: deltaRow.subarray(from, until),
      };
      const both = tf.tidy(() => {
        const content = itemContent(config, parameters, part);
        const of = (vector: 'general' | 'next') => repeatability(parameters, vector, content);
        return tf.concat([of('general'), of('next')], 1).dataSync() as Float32Array;
      });
      found.set(both, 2 * from);
    }
  } finally {
    tf.dispose([...parameters.values()]);
  }
  const total = items.targets.reduce((sum, targets) => sum + targets, 0);
  for (const v of [0, 1]) {
    const sum = items.targets.reduce((all, targets, item) => all + targets * found[2 * item + v]!, 0);
    found[2 * count + v] = sum / Math.max(1, total);
    for (let item = 0; item <= count; item++) found[2 * item + v]! -= (servingPrior?.[item] ?? 0) - trainedPrior[item]!;
  }
  return found;
}
