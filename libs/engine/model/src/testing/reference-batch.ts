import type { ItemInputs, SequenceBatch } from '../batch.js';
import { priorTrains, type StarsConfig } from '../config.js';
import { logPopularity } from '../popularity-prior.js';
import type { OwnItems } from '../repeat-head.js';
import type { Targets } from '../row-labels.js';
import type { TrainingBatch } from '../training-batch.js';
import type { Fixture } from './safetensors-fixture.js';

export interface SampleSizes {
  candidates: number;
  positives: number;
}

/** A step of tools/repo/reference-model as input of this library. */
export function referenceBatch(config: StarsConfig, sizes: SampleSizes, tensors: Fixture['tensors']): TrainingBatch {
  const { candidates, positives } = sizes;
  // An array without elements is not stored.
  const floats = (name: string): Float32Array => (tensors.get(name)?.values as Float32Array) ?? new Float32Array(0);
  const integers = (name: string): Int32Array => (tensors.get(name)?.values as Int32Array) ?? new Int32Array(0);
  const [size, length] = tensors.get('sequences.item')!.shape as [number, number];
  const sequences: SequenceBatch = {
    size,
    length,
    cuts: tensors.get('sequences.cut_basket')!.shape[1]!,
    item: integers('sequences.item'),
    side: floats('sequences.side'),
    hours: floats('sequences.hours'),
    basket: integers('sequences.basket'),
    cutBasket: integers('sequences.cut_basket'),
    cutHours: floats('sequences.cut_hours'),
    userNumeric: floats('sequences.user_numeric'),
    userCategorical: integers('sequences.user_categorical'),
    userKnown: floats('sequences.user_known'),
  };
  const deltaRow = integers('items.delta_row');
  const items: ItemInputs = {
    count: deltaRow.length,
    embedding: floats('items.embedding'),
    tags: floats('items.tags'),
    deltaRow,
  };
  const prior = priorsOf(config, floats, items.count);
  const targets = (name: string, rows: number): Targets => ({
    rows,
    pairs: integers(`${name}_pairs`),
    weights: floats(`${name}_weights`),
  });
  const own = (name: string): OwnItems => ({
    width: tensors.get(`${name}_own`)!.shape[1]!,
    rows: integers(`${name}_own`),
    ages: floats(`${name}_own_ages`),
  });
  const nextRows = integers('next_rows');
  const generalRows = integers('general_rows');
  const hard = tensors.get('hard');
  return {
    sequences,
    items,
    candidates,
    positives,
    offset: prior.whole.slice(0, candidates),
    logQ: floats('log_q'),
    nextRows,
    nextTargets: targets('next', nextRows.length),
    generalRows,
    generalTargets: targets('general', generalRows.length),
    ...(hard && {
      hard: {
        width: hard.shape[1]!,
        rows: hard.values as Int32Array,
        prior: Float32Array.from(hard.values, (row, at) => {
          if (row < 0) return 0;
          return (prior.ofDays[integers('next_days')[Math.floor(at / hard.shape[1]!)]!] ?? prior.whole)[row]!;
        }),
      },
    }),
    ...(prior.ofDays.length > 0 && {
      recent: {
        table: Float32Array.from(prior.ofDays.flatMap((day) => [...day.slice(0, candidates)])),
        next: integers('next_days'),
        general: integers('general_days'),
      },
    }),
    ...(config.offsetBound > 0 && { request: { time: floats('time'), signals: floats('signals') } }),
    ...(config.repeatAges > 0 && { own: { next: own('next'), general: own('general') } }),
  };
}

/** λ·log p_j [P] of all rows, zeros if it is of days; and of each day. */
function priorsOf(config: StarsConfig, floats: (name: string) => Float32Array, items: number) {
  const weighted = (logP: ArrayLike<number>): Float32Array =>
    Float32Array.from(logP, (x) => (priorTrains(config) ? config.priorWeight * x : 0));
  const days = weighted(floats('day_log_p'));
  const ofDays = Array.from({ length: days.length / items }, (_, day) => days.slice(day * items, (day + 1) * items));
  const whole = ofDays.length > 0 ? new Float32Array(items) : weighted(logPopularity(floats('counts')));
  return { whole, ofDays };
}
