import { auxiliaryLosses, type LossTerm } from './auxiliary-losses.js';
import { type CandidateLoss, type CandidateLossOptions, candidateLoss, type LogitOffsets } from './candidate-loss.js';
import type { StarsConfig } from './config.js';
import type { ConstantTensors } from './constant-tensors.js';
import { encode, generalVectors, nextVectors } from './encoder.js';
import {
  itemContent,
  itemServingVectors,
  itemSignalDimensions,
  itemTokens,
  itemTokensAndVectors,
} from './item-encoder.js';
import type { DropoutSeeds } from './layers/dropout.js';
import { boundedAdd, type RequestContext, userOffset, userSensitivity } from './offsets.js';
import type { Parameters } from './parameters.js';
import { type Tensor, tf } from './tf.js';
import type { ObjectiveOptions, TrainingBatch } from './training-batch.js';

export interface Losses {
  total: Tensor;
  next: Tensor;
  general: Tensor;
  /** L_aux, L_tax and L_dec, where they have a weight and the batch has what they need. */
  terms: Partial<Record<LossTerm, Tensor>>;
}

/** L = L_next + w_gen·L_gen + w_neg·L_neg + w_aux·L_aux + w_tax·L_tax + w_dec·L_dec (model.md, sections 3 and 4). */
export function objective(
  config: StarsConfig,
  parameters: Parameters,
  batch: TrainingBatch,
  options: ObjectiveOptions,
  seeds?: DropoutSeeds,
  constants?: ConstantTensors,
): Losses {
  const content = itemContent(config, parameters, batch.items, { dropout: options.deltaDropout, seeds }, constants);
  // Where most items need both projections, one product gives both: half the passes over content, in memory as in time.
  const both =
    batch.hard || 2 * batch.candidates > batch.items.count ? itemTokensAndVectors(parameters, content) : undefined;
  const states = encode(config, parameters, both?.tokens ?? itemTokens(parameters, content), batch.sequences, seeds);
  const candidatesOf = (rows: Tensor): Tensor => tf.slice(rows, [0, 0], [batch.candidates, -1]);
  const vectors = both ? candidatesOf(both.vectors) : itemServingVectors(parameters, candidatesOf(content));
  const offsets: LogitOffsets = { prior: offsetTensor(batch.offset), logQ: offsetTensor(batch.logQ) };
  const loss: CandidateLossOptions = {
    kind: options.loss ?? 'softmax',
    calibration: options.gbceCalibration ?? 0,
    itemCount: config.itemCount,
    negativeWeight: 0,
  };
  const none = (): CandidateLoss => ({ total: tf.scalar(0), main: tf.scalar(0) });
  const next = (): CandidateLoss => {
    const h = nextVectors(parameters, states.items, batch.nextRows);
    const asked = batch.request ? { config, parameters, request: batch.request } : undefined;
    const query = asked ? movedQueries(h, asked) : h;
    const wide = query.shape[1] !== h.shape[1];
    const widened = (of: () => Tensor, plain: Tensor): Tensor =>
      wide ? tf.concat([plain, itemSignalDimensions(config, parameters, of())], 1) : plain;
    const { hard } = batch;
    // Projected once an item and then looked up: there are far fewer items than hard negatives.
    const own =
      hard &&
      both &&
      tf.gather(
        widened(() => content, both.vectors),
        tf.tensor1d(
          hard.rows.map((row) => Math.max(0, row)),
          'int32',
        ),
      );
    return candidateLoss(
      query,
      widened(() => candidatesOf(content), vectors),
      offsets,
      batch.nextTargets,
      { ...loss, negativeWeight: options.negativeWeight ?? 0 },
      hard && own
        ? {
            width: hard.width,
            present: Float32Array.from(hard.rows, (row) => (row >= 0 ? 1 : 0)),
            vectors: own,
            prior: hard.prior,
          }
        : undefined,
    );
  };
  const general = (): CandidateLoss => {
    const h = generalVectors(parameters, states.copies, batch.generalRows);
    return candidateLoss(h, vectors, offsets, batch.generalTargets, loss);
  };
  const foundNext = batch.nextTargets.weights.length > 0 ? next() : none();
  const foundGeneral = batch.generalTargets.weights.length > 0 ? general() : none();
  const terms = auxiliaryLosses({ config, parameters, batch, options, states, constants });
  let total = tf.add(foundNext.total, tf.mul(foundGeneral.total, options.generalWeight));
  for (const { value, weight } of Object.values(terms)) total = tf.add(total, tf.mul(value, weight));
  return {
    total,
    next: foundNext.main,
    general: foundGeneral.main,
    terms: Object.fromEntries(Object.entries(terms).map(([name, { value }]) => [name, value])),
  };
}

/** Nothing where all are zero: a subtraction from every logit is not free. */
const offsetTensor = (values: Float32Array | undefined): Tensor | undefined =>
  values?.some((x) => x !== 0) ? tf.tensor1d(values) : undefined;

/** h + Δ of each row's moment, with what meets the items' tags appended where the model has such dimensions. */
function movedQueries(
  h: Tensor,
  { config, parameters, request }: { config: StarsConfig; parameters: Parameters; request: RequestContext },
): Tensor {
  const { delta, signal } = userOffset(config, parameters, request);
  const sensitivity = userSensitivity(config, parameters, h);
  const own = (x: Tensor): Tensor => (sensitivity ? tf.mul(x, sensitivity) : x);
  const moved = boundedAdd(h, own(delta), config.offsetBound);
  return signal ? tf.concat([moved, own(signal)], 1) : moved;
}
