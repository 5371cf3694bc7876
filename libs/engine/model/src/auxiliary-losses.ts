import { candidateSoftmax } from './candidate-loss.js';
import type { StarsConfig } from './config.js';
import type { ConstantTensors } from './constant-tensors.js';
import { type EncoderOutput, generalVectors, nextVectors } from './encoder.js';
import { frozenEmbeddings } from './item-encoder.js';
import { type Parameters, parameter } from './parameters.js';
import type { Targets } from './row-labels.js';
import { type Tensor, tf } from './tf.js';
import type { ObjectiveOptions, TrainingBatch } from './training-batch.js';

export type LossTerm = 'auxiliary' | 'taxonomy' | 'decorrelation';

export interface WeightedTerm {
  /** scalar */
  value: Tensor;
  weight: number;
}

/** Inputs of the losses of one training step. */
export interface LossInputs {
  config: StarsConfig;
  parameters: Parameters;
  batch: TrainingBatch;
  options: ObjectiveOptions;
  states: EncoderOutput;
  constants: ConstantTensors | undefined;
}

/** The terms that have a weight, their head if they need one, and their part of the batch. */
export function auxiliaryLosses(step: LossInputs): Partial<Record<LossTerm, WeightedTerm>> {
  const { config, batch, options } = step;
  const { auxiliaryWeight = 0, taxonomyWeight = 0, decorrelationWeight = 0 } = options;
  const targeted = batch.nextTargets.weights.length > 0;
  const terms: Partial<Record<LossTerm, WeightedTerm>> = {};
  if (auxiliaryWeight > 0 && config.auxiliary && targeted) {
    terms.auxiliary = { value: contentLoss(step), weight: auxiliaryWeight };
  }
  if (taxonomyWeight > 0 && batch.taxonomy && config.taxonomySizes.length > 0 && targeted) {
    terms.taxonomy = { value: taxonomyLoss(step, batch.taxonomy), weight: taxonomyWeight };
  }
  if (decorrelationWeight > 0 && batch.pairs && batch.pairs.copies.length > 0) {
    terms.decorrelation = { value: decorrelationLoss(step, batch.pairs), weight: decorrelationWeight };
  }
  return terms;
}

const states = ({ states, batch }: LossInputs): Tensor => tf.gather(states.items, tf.tensor1d(batch.nextRows, 'int32'));

/**
 * L_aux: contextual outputs, projected to the space of content, find the frozen content of a next item among that of the
 * step's positives. The positive is never the token's own item, which would teach copying.
 */
function contentLoss(step: LossInputs): Tensor {
  const { config, parameters, batch } = step;
  const projected = tf.matMul(states(step) as never, parameter(parameters, 'head.auxiliary') as never) as Tensor;
  const count = batch.positives ?? batch.candidates;
  const content = tf.slice(frozenEmbeddings(config, batch.items, step.constants), [0, 0], [count, -1]);
  return candidateSoftmax(tf.mul(projected, 1 / Math.sqrt(config.contentWidth)), content, undefined, batch.nextTargets);
}

/** L_tax: cross entropy of the classes of the next basket at each level of the category tree, mean over levels. */
function taxonomyLoss(step: LossInputs, levels: readonly Int32Array[]): Tensor {
  const h = states(step);
  const losses = levels.map((classes, level) => {
    const head = parameter(step.parameters, `head.taxonomy.${level}`);
    return candidateSoftmax(h, tf.transpose(head), undefined, classTargets(step.batch.nextTargets, classes));
  });
  return tf.div(tf.addN(losses as never), losses.length);
}

/** The classes of a row's positives, with equal classes merged. @param classes [C] */
function classTargets({ rows, pairs, weights }: Targets, classes: Int32Array): Targets {
  const sums = new Map<number, number>();
  const width = classes.reduce((most, x) => Math.max(most, x), 0) + 1;
  weights.forEach((weight, i) => {
    const key = pairs[2 * i]! * width + classes[pairs[2 * i + 1]!]!;
    sums.set(key, (sums.get(key) ?? 0) + weight);
  });
  return {
    rows,
    pairs: Int32Array.from([...sums.keys()].flatMap((key) => [Math.floor(key / width), key % width])),
    weights: Float32Array.from(sums.values()),
  };
}

/** L_dec: squared cosine of h_gen at a cut and h_next at the last token before it, mean over pairs. */
function decorrelationLoss(
  { parameters, states }: LossInputs,
  pairs: { copies: Int32Array; tokens: Int32Array },
): Tensor {
  const a = generalVectors(parameters, states.copies, pairs.copies);
  const b = nextVectors(parameters, states.items, pairs.tokens);
  const dot = (x: Tensor, y: Tensor): Tensor => tf.sum(tf.mul(x, y), 1);
  const lengths = tf.mul(tf.add(dot(a, a), 1e-12), tf.add(dot(b, b), 1e-12));
  return tf.mean(tf.div(tf.square(dot(a, b)), lengths));
}
