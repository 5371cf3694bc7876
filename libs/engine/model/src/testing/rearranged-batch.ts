import { PADDING_BASKET, type SequenceBatch } from '../batch.js';
import type { StarsConfig } from '../config.js';
import { createRandom } from '../random.js';
import type { OwnItems } from '../repeat-head.js';
import type { Targets } from '../row-labels.js';
import type { TrainingBatch } from '../training-batch.js';

/**
 * The same step with only the sequences of `order`, in that order, in a window of `length` tokens: the targets of those
 * sequences stay the same. New padding is filled with nonsense, since nothing may attend to it.
 */
export function rearranged(
  config: StarsConfig,
  batch: TrainingBatch,
  order: readonly number[],
  length = batch.sequences.length,
): TrainingBatch {
  const { sequences } = batch;
  const tokenRow = rowsIn(order, sequences.length, length);
  const copyRow = rowsIn(order, sequences.cuts, sequences.cuts);
  const next = kept(batch.nextRows, tokenRow);
  const general = kept(batch.generalRows, copyRow);
  const { hard, request, own } = batch;
  return {
    ...batch,
    sequences: rearrangedSequences(config, sequences, order, length),
    nextRows: next.rows,
    nextTargets: keptTargets(batch.nextTargets, next.from),
    generalRows: general.rows,
    generalTargets: keptTargets(batch.generalTargets, general.from),
    ...(hard && {
      hard: {
        width: hard.width,
        rows: pick(hard.rows, hard.width, next.from),
        prior: pick(hard.prior, hard.width, next.from),
      },
    }),
    ...(own && {
      own: { next: keptItems(own.next, next.from), general: keptItems(own.general, general.from) },
    }),
    ...(request && {
      request: {
        time: pick(request.time, config.offsetTime.width, next.from),
        signals: pick(request.signals, config.signalWidth, next.from),
      },
    }),
  };
}

function rearrangedSequences(
  config: StarsConfig,
  batch: SequenceBatch,
  order: readonly number[],
  length: number,
): SequenceBatch {
  const random = createRandom(4);
  const shared = Math.min(length, batch.length);
  const tokens = order.length * length;
  /** Fills [B, L, width] with the old window's values, and the rest with padding. */
  const window = <A extends Float32Array | Int32Array>(out: A, values: A, width: number, padding: () => number): A => {
    for (let i = 0; i < out.length; i++) out[i] = padding();
    order.forEach((b, to) => {
      const from = b * batch.length * width;
      out.set(values.subarray(from, from + shared * width), to * length * width);
    });
    return out;
  };
  const noise = (): number => 100 * (random() - 0.5);
  return {
    size: order.length,
    length,
    cuts: batch.cuts,
    item: window(new Int32Array(tokens), batch.item, 1, () => 0),
    side: window(new Float32Array(tokens * config.sideWidth), batch.side, config.sideWidth, noise),
    hours: window(new Float32Array(tokens), batch.hours, 1, noise),
    basket: window(new Int32Array(tokens), batch.basket, 1, () => PADDING_BASKET),
    cutBasket: pick(batch.cutBasket, batch.cuts, order),
    cutHours: pick(batch.cutHours, batch.cuts, order),
    userNumeric: pick(batch.userNumeric, config.userNumericCount, order),
    userCategorical: pick(batch.userCategorical, config.userCategoricalSizes.length, order),
    userKnown: pick(batch.userKnown, 1, order),
  };
}

/** Index in [order, new] of a row of [B, old]; undefined if its sequence was left out. */
function rowsIn(order: readonly number[], old: number, now: number): (row: number) => number | undefined {
  return (row) => {
    const to = order.indexOf(Math.floor(row / old));
    return to < 0 ? undefined : to * now + (row % old);
  };
}

/** The remaining rows, and their indices among the old rows. */
function kept(rows: Int32Array, move: (row: number) => number | undefined): { rows: Int32Array; from: number[] } {
  const from = indices(rows).filter((i) => move(rows[i]!) !== undefined);
  return { rows: Int32Array.from(from, (i) => move(rows[i]!)!), from };
}

function keptTargets(targets: Targets, from: readonly number[]): Targets {
  const pairs: number[] = [];
  const weights: number[] = [];
  targets.weights.forEach((weight, p) => {
    const row = from.indexOf(targets.pairs[2 * p]!);
    if (row < 0) return;
    pairs.push(row, targets.pairs[2 * p + 1]!);
    weights.push(weight);
  });
  return { rows: from.length, pairs: Int32Array.from(pairs), weights: Float32Array.from(weights) };
}

const keptItems = ({ width, rows, ages }: OwnItems, from: readonly number[]): OwnItems => ({
  width,
  rows: pick(rows, width, from),
  ages: pick(ages, ages.length / (rows.length / width), from),
});

const indices = (rows: Int32Array): number[] => Array.from(rows, (_, i) => i);

/** Some rows of [N, width]. */
function pick<A extends Float32Array | Int32Array>(values: A, width: number, rows: readonly number[]): A {
  const picked = rows.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]);
  return (values instanceof Int32Array ? Int32Array.from(picked) : Float32Array.from(picked)) as A;
}
