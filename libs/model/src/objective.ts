import type { ItemInputs, SequenceBatch } from './batch.js';
import { candidateSoftmax, type Targets } from './candidate-softmax.js';
import type { StarsConfig } from './config.js';
import { encode, generalVectors, nextVectors } from './encoder.js';
import { itemContent, itemServingVectors, itemTokens } from './item-encoder.js';
import type { DropoutSeeds } from './layers/dropout.js';
import type { Parameters } from './parameters.js';
import { type Tensor, tf } from './tf.js';

/** One step's data: sequences, the pool of items they and the loss draw on, and what each output should find. */
export interface TrainingBatch {
  sequences: SequenceBatch;
  /** Every item of the step: those of the sequences and the candidate slice. */
  items: ItemInputs;
  /** The first `candidates` rows of `items` are the candidate slice C. */
  candidates: number;
  /** [C] what is subtracted from each candidate's logit: λ·log p and, where negatives were sampled, log q. */
  offset: Float32Array;
  /** [N] rows of the items' states [B·L] that predict the next basket. */
  nextRows: Int32Array;
  nextTargets: Targets;
  /** [M] rows of the copies' states [B·K] that predict the baskets of the next days. */
  generalRows: Int32Array;
  generalTargets: Targets;
}

export interface ObjectiveOptions {
  /** Weight of h_gen's own objective beside L_next. */
  generalWeight: number;
  deltaDropout: number;
}

export interface Losses {
  total: Tensor;
  next: Tensor;
  general: Tensor;
}

/** L = L_next + w_gen·L_gen (model.md, sections 3 and 4). */
export function objective(
  config: StarsConfig,
  parameters: Parameters,
  batch: TrainingBatch,
  options: ObjectiveOptions,
  seeds?: DropoutSeeds,
): Losses {
  const content = itemContent(config, parameters, batch.items, { dropout: options.deltaDropout, seeds });
  const states = encode(config, parameters, itemTokens(parameters, content), batch.sequences, seeds);
  const candidates = itemServingVectors(parameters, tf.slice(content, [0, 0], [batch.candidates, -1]));
  const offset = batch.offset.some((x) => x !== 0) ? tf.tensor1d(batch.offset) : undefined;
  const loss = (h: () => Tensor, targets: Targets): Tensor =>
    targets.weights.length > 0 ? candidateSoftmax(h(), candidates, offset, targets) : tf.scalar(0);
  const next = loss(() => nextVectors(parameters, states.items, batch.nextRows), batch.nextTargets);
  const general = loss(() => generalVectors(parameters, states.copies, batch.generalRows), batch.generalTargets);
  return { total: tf.add(next, tf.mul(general, options.generalWeight)), next, general };
}
