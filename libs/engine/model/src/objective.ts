import { auxiliaryLoss, type LossInputs } from './auxiliary-loss.js';
import {
  type CandidateLoss,
  candidateLoss,
  type HardNegativeVectors,
  type LogitOffsets,
  type RepeatScores,
} from './candidate-loss.js';
import type { StarsConfig } from './config.js';
import type { ConstantTensors } from './constant-tensors.js';
import { encode, generalVectors, nextVectors } from './encoder.js';
import { itemContent, itemServingVectors, itemTokens, itemTokensAndVectors } from './item-encoder.js';
import type { DropoutSeeds } from './layers/dropout.js';
import { boundedAdd, userOffset } from './offsets.js';
import type { Parameters } from './parameters.js';
import { repeatLogits, type UserVector } from './repeat-head.js';
import { type Tensor, tf } from './tf.js';
import type { ObjectiveOptions, TrainingBatch } from './training-batch.js';

export interface Losses {
  total: Tensor;
  next: Tensor;
  general: Tensor;
  /** L_aux, if it has a weight. */
  terms: { auxiliary?: Tensor };
}

/** L = L_next + w_gen·L_gen + w_neg·L_neg + w_aux·L_aux (docs/reference/model-equations.md, Sequence and Loss). */
export function objective(
  config: StarsConfig,
  parameters: Parameters,
  batch: TrainingBatch,
  options: ObjectiveOptions,
  seeds?: DropoutSeeds,
  constants?: ConstantTensors,
): Losses {
  const content = itemContent(config, parameters, batch.items, { dropout: options.deltaDropout, seeds }, constants);
  // If most items need both projections, one product computes both: half the passes over content, in memory and in time.
  const both =
    batch.hard || 2 * batch.candidates > batch.items.count ? itemTokensAndVectors(parameters, content) : undefined;
  const states = encode(config, parameters, both?.tokens ?? itemTokens(parameters, content), batch.sequences, seeds);
  const items: StepItems = {
    content,
    vectors: both ? candidateRows(batch, both.vectors) : itemServingVectors(parameters, candidateRows(batch, content)),
    allVectors: both?.vectors,
  };
  const offsets: LogitOffsets = { prior: offsetTensor(batch.offset), logQ: offsetTensor(batch.logQ) };
  const { recent, candidates } = batch;
  const table = recent && tf.tensor2d(recent.table, [recent.table.length / candidates, candidates]);
  const of = (vector: UserVector): LogitOffsets =>
    recent && table ? { ...offsets, days: { table, rows: recent[vector] } } : offsets;
  const inputs: LossInputs = { config, parameters, batch, options, states, constants };
  const next = batch.nextTargets.weights.length > 0 ? nextLoss(inputs, items, of('next')) : noLoss();
  const general = batch.generalTargets.weights.length > 0 ? generalLoss(inputs, items, of('general')) : noLoss();
  const auxiliary = auxiliaryLoss(inputs);
  const total = tf.add(next.total, tf.mul(general.total, options.generalWeight)) as Tensor;
  return {
    total: auxiliary ? tf.add(total, tf.mul(auxiliary, options.auxiliaryWeight!)) : total,
    next: next.main,
    general: general.main,
    terms: auxiliary ? { auxiliary } : {},
  };
}

/** The items of a step, sampled candidates first. */
interface StepItems {
  /** [items, content width] */
  content: Tensor;
  /** v_j of the sampled candidates, [C, s]. */
  vectors: Tensor;
  /** v_j of all items, [items, s], if one product computed them together with the tokens. */
  allVectors: Tensor | undefined;
}

const noLoss = (): CandidateLoss => ({ total: tf.scalar(0), main: tf.scalar(0) });

/** Takes the rows of the sampled candidates from a tensor with a row for each item of the step. */
const candidateRows = ({ candidates }: TrainingBatch, rows: Tensor): Tensor => tf.slice(rows, [0, 0], [candidates, -1]);

/** L_next, and L_neg if rows have hard negatives: h_next, moved by its context, predicts the items of the next basket. */
function nextLoss(inputs: LossInputs, items: StepItems, offsets: LogitOffsets): CandidateLoss {
  const { config, parameters, batch, options, states } = inputs;
  const h = nextVectors(parameters, states.items, batch.nextRows);
  const query = batch.request ? boundedAdd(h, userOffset(config, parameters, batch.request), config.offsetBound) : h;
  const hard = batch.hard && items.allVectors && hardNegativeVectors(batch.hard, items.allVectors);
  const extras = { hard, repeats: repeatScores(inputs, items, 'next') };
  return candidateLoss(query, items.vectors, offsets, batch.nextTargets, options.negativeWeight, extras);
}

/** L_gen: h_gen predicts the items of the following days. */
function generalLoss(inputs: LossInputs, items: StepItems, offsets: LogitOffsets): CandidateLoss {
  const { parameters, batch, states } = inputs;
  const h = generalVectors(parameters, states.copies, batch.generalRows);
  const extras = { repeats: repeatScores(inputs, items, 'general') };
  return candidateLoss(h, items.vectors, offsets, batch.generalTargets, 0, extras);
}

/** ρ of the items that the users of the rows had before; undefined without a repeat head. */
function repeatScores(
  { config, parameters, batch }: LossInputs,
  { content }: StepItems,
  vector: UserVector,
): RepeatScores | undefined {
  const own = batch.own?.[vector];
  if (config.repeatAges === 0 || !own || own.width === 0) return undefined;
  return {
    logits: repeatLogits(parameters, vector, content, own),
    candidates: own.rows.map((row) => (row < batch.candidates ? row : -1)),
  };
}

/** The hard negatives with their vectors, looked up in those of all items: there are far fewer items than hard negatives. */
function hardNegativeVectors(
  { width, rows, prior }: NonNullable<TrainingBatch['hard']>,
  allVectors: Tensor,
): HardNegativeVectors {
  const found = rows.map((row) => Math.max(0, row));
  return {
    width,
    present: Float32Array.from(rows, (row) => (row >= 0 ? 1 : 0)),
    vectors: tf.gather(allVectors, tf.tensor1d(found, 'int32')),
    prior,
  };
}

/** Undefined if all are zero: a subtraction from every logit is not free. */
const offsetTensor = (values: Float32Array | undefined): Tensor | undefined =>
  values?.some((x) => x !== 0) ? tf.tensor1d(values) : undefined;
