import type { ItemInputs, SequenceBatch } from '../batch.js';
import type { Targets } from '../candidate-loss.js';
import { checkConfig } from '../check-config.js';
import { priorTrains, type StarsConfig } from '../config.js';
import { type Parameters, parameterSpecs } from '../parameters.js';
import { tf } from '../tf.js';
import type { ObjectiveOptions, TrainingBatch } from '../training-batch.js';
import type { Fixture } from './safetensors-fixture.js';

/** A case of tools/reference: what went in, as this library takes it, and what came out. */
export interface ReferenceCase {
  config: StarsConfig;
  options: ObjectiveOptions;
  parameters: Parameters;
  batch: TrainingBatch;
  /** h_next [N, s], h_gen [M, s], v [C, s], loss [1], each part of it [1] as `loss.<part>`; users [N, s + G]. */
  outputs: Map<string, Float32Array>;
  /** By parameter. */
  gradients: Map<string, Float32Array>;
}

export function referenceCase({ tensors, metadata }: Fixture): ReferenceCase {
  const config = checkConfig(JSON.parse(metadata['config']!) as StarsConfig);
  const options: ObjectiveOptions = { ...JSON.parse(metadata['options']!), deltaDropout: 0 };
  const { candidates, positives } = JSON.parse(metadata['sizes']!) as { candidates: number; positives: number };
  // An array without elements is not stored.
  const floats = (name: string): Float32Array =>
    (tensors.get(`input.${name}`)?.values as Float32Array | undefined) ?? new Float32Array(0);
  const integers = (name: string): Int32Array =>
    (tensors.get(`input.${name}`)?.values as Int32Array | undefined) ?? new Int32Array(0);
  const under = (prefix: string): Map<string, Float32Array> =>
    new Map(
      [...tensors]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, { values }]) => [name.slice(prefix.length), values as Float32Array]),
    );

  const [size, length] = tensors.get('input.sequences.item')!.shape as [number, number];
  const cuts = tensors.get('input.sequences.cut_basket')!.shape[1]!;
  const sequences: SequenceBatch = {
    size,
    length,
    cuts,
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
  const prior = floats('log_p').map((logP) => (priorTrains(config) ? config.priorWeight * logP : 0));
  const targets = (name: string, rows: number): Targets => ({
    rows,
    pairs: integers(`${name}_pairs`),
    weights: floats(`${name}_weights`),
  });
  const nextRows = integers('next_rows');
  const generalRows = integers('general_rows');
  const hard = tensors.get('input.hard');
  const pairs = integers('pairs');
  const classes = integers('classes');
  return {
    config,
    options,
    parameters: new Map(
      parameterSpecs(config).map(({ name, shape }) => [
        name,
        tf.tensor(tensors.get(`parameter.${name}`)!.values, shape, 'float32'),
      ]),
    ),
    batch: {
      sequences,
      items,
      candidates,
      positives,
      offset: prior.slice(0, candidates),
      logQ: floats('log_q'),
      nextRows,
      nextTargets: targets('next', nextRows.length),
      generalRows,
      generalTargets: targets('general', generalRows.length),
      ...(hard && {
        hard: {
          width: hard.shape[1]!,
          rows: hard.values as Int32Array,
          prior: Float32Array.from(hard.values, (row) => (row >= 0 ? prior[row]! : 0)),
        },
      }),
      taxonomy: config.taxonomySizes.map((_, level) => classes.slice(level * candidates, (level + 1) * candidates)),
      pairs: {
        copies: pairs.filter((_, i) => i % 2 === 0),
        tokens: pairs.filter((_, i) => i % 2 === 1),
      },
      ...(config.offsetBound > 0 && { request: { time: floats('time'), signals: floats('signals') } }),
    },
    outputs: under('output.'),
    gradients: under('gradient.'),
  };
}
