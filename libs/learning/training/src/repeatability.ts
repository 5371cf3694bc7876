import { wholeCatalogue } from '@stars/features';
import { itemContent, type Parameters, repeatability, tf } from '@stars/model';
import type { StoredParameters } from './run/stored-parameters.js';
import type { TrainingPlan } from './training-plan.js';

const ITEMS_A_PASS = 16_384;

/**
 * What makes each learned item one to repeat, for h_gen and h_next, and last the mean by events of the target kind, for any other
 * item: [I + 1, 2]. Undefined without a repeat head.
 */
export function repeatabilityOf(
  { config, items, penalties }: TrainingPlan,
  deltaMinCount: number,
  weights: StoredParameters,
): Float32Array | undefined {
  if (config.repeatAges === 0) return undefined;
  const { count, embedding, tags, deltaRow } = wholeCatalogue(items, deltaMinCount);
  const { contentWidth: E, tagCount: V } = config;
  const found = new Float32Array(2 * (count + 1));
  const parameters: Parameters = new Map(
    [...weights].map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]),
  );
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
  tf.dispose([...parameters.values()]);
  const total = items.targets.reduce((sum, targets) => sum + targets, 0);
  for (const v of [0, 1]) {
    const sum = items.targets.reduce((all, targets, item) => all + targets * found[2 * item + v]!, 0);
    found[2 * count + v] = sum / Math.max(1, total);
    // Both terms of a score lose the penalty, so that the whole score does.
    for (let item = 0; item < count; item++) found[2 * item + v]! -= penalties[item]!;
  }
  return found;
}
