import {
  type DropoutSeeds,
  dropout,
  type ParameterSpec,
  type Parameters,
  parameter,
  relu,
  type Tensor,
  tf,
} from '@stars/model';
import { denseSpecs, tableSpec } from '../networks/baseline-network.js';
import type { Calendars } from './calendars.js';
import { dense, inducedAttention, inducedSpecs, pooled, poolingSpecs, type SetShape } from './set-attention.js';
import { type CaseSettings, HORIZON, SCALES } from './settings.js';
import type { CaseStep } from './steps.js';

const HIDDEN = -1e9;

/** Every trained tensor of CASE. */
export function caseSpecs(
  { embedding: e, cadence: c, width: d, points }: CaseSettings,
  items: number,
): ParameterSpec[] {
  const windows = SCALES.reduce((sum, days) => sum + HORIZON / days, 0);
  return [
    tableSpec('item.weight', [items, e]),
    ...SCALES.flatMap((days) => denseSpecs(`scale.${days}`, days, 1)),
    ...denseSpecs('cadence.in', windows, c),
    ...denseSpecs('cadence.out', c, c),
    ...inducedSpecs('set.0', e + c, d, points),
    ...inducedSpecs('set.1', d, d, points),
    ...denseSpecs('score.in', d, d / 2),
    ...denseSpecs('score.out', d / 2, 1),
    tableSpec('day.weight', [2, e]),
    ...poolingSpecs('pool', e),
    ...denseSpecs('user.in', e, e),
    ...denseSpecs('user.hidden', e, e),
    ...denseSpecs('user.out', e, e),
    { name: 'mix.weight', shape: [items, 2], group: 'no-decay', deviation: 0, constant: 0.5 },
  ];
}

/**
 * CASE (Cao and others 2026), by its authors' code: the convolutions read each item's calendar alone, at several scales;
 * induced set attention lets the items of a user see each other. An item's score mixes, by two weights of its own, what
 * its state says and how well its embedding fits the user.
 * @returns [B·S] logits that the item is in the next basket; those of padding mean nothing. @param seeds in training
 */
export function scoreCase(
  settings: CaseSettings,
  parameters: Parameters,
  calendars: Calendars,
  seeds?: DropoutSeeds,
): Tensor {
  const { size, length, items: own, present } = calendars;
  const rows = size * length;
  const drop = (x: Tensor): Tensor => dropout(x, settings.dropout, seeds);
  const layer = (name: string, x: Tensor): Tensor => dense(parameters, name, x);
  const hidden = tf.tensor4d(
    present.map((is) => (is === 1 ? 0 : HIDDEN)),
    [size, 1, 1, length],
  );
  const shape: SetShape = { size, length, heads: settings.heads, hidden };
  const items = tf.tensor1d(own, 'int32');
  const embedded = tf.gather(parameter(parameters, 'item.weight'), items);
  const days = tf.tensor2d(calendars.days, [rows, HORIZON]);

  const cadence = cadenceOf(days, layer, drop);
  let states = tf.concat([embedded, cadence], 1);
  for (const name of ['set.0', 'set.1']) states = drop(inducedAttention(parameters, name, states, shape));
  const alone = layer('score.out', drop(tf.elu(layer('score.in', states))));

  const bought = tf.sum(days, 1, true);
  const counts = tf.matMul(
    tf.concat([tf.sub(HORIZON, bought), bought], 1) as never,
    parameter(parameters, 'day.weight') as never,
  );
  const user = pooled(parameters, 'pool', counts, shape);
  const fitted = layer('user.out', drop(layer('user.hidden', tf.elu(layer('user.in', user)))));
  const fit = tf.matMul(tf.reshape(embedded, [size, length, -1]), tf.reshape(fitted, [size, -1, 1]));
  const mix = tf.gather(parameter(parameters, 'mix.weight'), items);
  return tf.sum(tf.mul(mix, tf.concat([tf.reshape(fit, [rows, 1]), alone], 1)), 1);
}

/** [B·S, cadence] from the calendars [B·S, HORIZON]: one kernel a scale, over windows that do not overlap. */
function cadenceOf(days: Tensor, layer: (name: string, x: Tensor) => Tensor, drop: (x: Tensor) => Tensor): Tensor {
  const rows = days.shape[0]!;
  const windows = SCALES.map((scale) => {
    const each = layer(`scale.${scale}`, tf.reshape(days, [(rows * HORIZON) / scale, scale]));
    return tf.reshape(relu(each), [rows, HORIZON / scale]);
  });
  return relu(layer('cadence.out', drop(relu(layer('cadence.in', tf.concat(windows, 1))))));
}

/** Mean binary cross entropy over the items of all users of a step. */
export function repurchaseLoss(logits: Tensor, { labels, present }: CaseStep): Tensor {
  return tf.losses.sigmoidCrossEntropy(tf.tensor1d(labels), logits, tf.tensor1d(present));
}
