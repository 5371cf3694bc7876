import { candidateSoftmax } from './candidate-loss.js';
import type { StarsConfig } from './config.js';
import type { ConstantTensors } from './constant-tensors.js';
import type { EncoderOutput } from './encoder.js';
import { frozenEmbeddings } from './item-encoder.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';
import type { ObjectiveOptions, TrainingBatch } from './training-batch.js';

/** Inputs of the losses of one training step. */
export interface LossInputs {
  config: StarsConfig;
  parameters: Parameters;
  batch: TrainingBatch;
  options: ObjectiveOptions;
  states: EncoderOutput;
  constants: ConstantTensors | undefined;
}

/**
 * L_aux, scalar: contextual outputs, projected to the space of content, find the frozen content of a next item among that of the
 * step's positives. The positive is never the token's own item, which would teach copying. Undefined without weight, head or targets.
 */
export function auxiliaryLoss({
  config,
  parameters,
  batch,
  options,
  states,
  constants,
}: LossInputs): Tensor | undefined {
  if (!(options.auxiliaryWeight! > 0) || !config.auxiliary || batch.nextTargets.weights.length === 0) return undefined;
  const outputs = tf.gather(states.items, tf.tensor1d(batch.nextRows, 'int32'));
  const projected = tf.matMul(outputs as never, parameter(parameters, 'head.auxiliary') as never) as Tensor;
  const count = batch.positives ?? batch.candidates;
  const content = tf.slice(frozenEmbeddings(config, batch.items, constants), [0, 0], [count, -1]);
  return candidateSoftmax(tf.mul(projected, 1 / Math.sqrt(config.contentWidth)), content, undefined, batch.nextTargets);
}
