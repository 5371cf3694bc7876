import type { StarsConfig } from '../config.js';
import { createParameters, type Parameters } from '../parameters.js';
import type { OwnItems } from '../repeat-head.js';
import type { Tensor } from '../tf.js';
import { tf } from '../tf.js';
import type { TrainingBatch } from '../training-batch.js';
import { normal } from './central-differences.js';
import { tinyBatch, tinyItems, tinySequence } from './tiny-model.js';

const AGES = 3;

/** Configuration with every part of the loss and of the offsets. */
export const EVERY_PART = {
  tagHidden: 4,
  auxiliary: true,
  offsetBound: 0.5,
  offsetTime: { column: 0, width: 2 },
  signalWidth: 3,
  repeatAges: AGES,
} satisfies Partial<StarsConfig>;

/** Initial values with random changes, so that δ and offsets, which start at zero, have an effect too. */
export const movedParameters = (config: StarsConfig, seed = 3): Parameters =>
  new Map(
    [...createParameters(config, seed)].map(([name, tensor], i): [string, Tensor] => [
      name,
      tf.add(tensor, normal(tensor.shape, 100 + i, 0.2)),
    ]),
  );

/** Three items of a row, with made-up evidence at each age. */
function ownItems(rows: number[]): OwnItems {
  const ages = Float32Array.from({ length: rows.length * AGES }, (_, i) =>
    rows[Math.floor(i / AGES)]! < 0 ? 0 : ((i * 7) % 5) / 2,
  );
  return { width: 3, rows: Int32Array.from(rows), ages };
}

/** One sequence and the first nine of twelve items as candidates, with inputs for every part of the loss. */
export function wholeBatch(config: StarsConfig): TrainingBatch {
  return {
    sequences: tinyBatch(config, [tinySequence()], 6),
    items: tinyItems(config),
    candidates: 9,
    positives: 8,
    offset: Float32Array.from({ length: 9 }, (_, i) => -i / 5),
    logQ: Float32Array.from({ length: 9 }, (_, i) => (i < 8 ? 0 : -4)),
    nextRows: Int32Array.of(1, 2, 4),
    nextTargets: { rows: 3, pairs: Int32Array.of(0, 4, 1, 7, 1, 2, 2, 5), weights: Float32Array.of(1, 0.5, 0.5, 1) },
    generalRows: Int32Array.of(0, 1),
    generalTargets: { rows: 2, pairs: Int32Array.of(0, 4, 1, 6), weights: Float32Array.of(1, 1) },
    hard: { width: 2, rows: Int32Array.of(9, -1, 11, 10, -1, -1), prior: Float32Array.of(-1, 0, -2, -1, 0, 0) },
    own: {
      // A positive of its row, an item that is none, one that is no candidate; a row without any; two positives.
      next: ownItems([4, 3, 11, -1, -1, -1, 5, 0, -1]),
      general: ownItems([4, 6, -1, 2, 6, 1]),
    },
    request: {
      time: Float32Array.of(1, 0, 0, 1, 0, 0),
      signals: Float32Array.of(1, 0, 0.5, 0, 1, -0.5, 0, 0, 0),
    },
  };
}
