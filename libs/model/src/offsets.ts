import type { StarsConfig } from './config.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';

/** The moments that R rows ask at: the context columns of a side row, written as for a token. Zeros: nothing is known. */
export interface RequestContext {
  /** [R, T] time columns. */
  time: Float32Array;
  /** [R, Z] exogenous state: holidays and region signals. */
  signals: Float32Array;
}

/** What moves users at their moments. */
export interface UserOffset {
  /** Δ before its bound, [R, s]. */
  delta: Tensor;
  /** z·offset.signal, [R, G]: meets a_j·offset.tags in the inner product; absent where G is 0. */
  signal: Tensor | undefined;
}

/** time(t), [R, d]: the embedding of a moment that the encoder trains as part of its tokens. */
function timeEmbedding(config: StarsConfig, parameters: Parameters, time: Tensor): Tensor {
  const { column, width } = config.offsetTime;
  const rows = tf.slice(parameter(parameters, 'side.weight'), [column, 0], [width, config.width]);
  return tf.matMul(time as never, rows as never);
}

/**
 * Δ = [time(t) ; z] · W (model.md, section 6). No bias: where nothing is known, or every signal is stale, Δ = 0.
 * Errors: a RangeError where the model has no offsets.
 */
export function userOffset(config: StarsConfig, parameters: Parameters, request: RequestContext): UserOffset {
  const { offsetBound, offsetTime, signalWidth, signalDimensions } = config;
  if (offsetBound === 0) throw new RangeError('this model has no context offsets');
  const rows = request.time.length / offsetTime.width;
  const time = timeEmbedding(config, parameters, tf.tensor2d(request.time, [rows, offsetTime.width]));
  const signals = signalWidth > 0 ? tf.tensor2d(request.signals, [rows, signalWidth]) : undefined;
  const inputs = signals ? tf.concat([time, signals], 1) : time;
  return {
    delta: tf.matMul(inputs as never, parameter(parameters, 'offset.weight') as never),
    signal:
      signals && signalDimensions > 0
        ? tf.matMul(signals as never, parameter(parameters, 'offset.signal') as never)
        : undefined,
  };
}

/**
 * What each input of the offset adds to the scores of one user: [1 + Z, P], time first, then each number of z, Δ held to its
 * bound. The sum over inputs is the moved score less the unmoved one, so that a signal that over-reacts can be named.
 * @param h [1, s] @param items [P, servingWidth] as stored @param request One row.
 * Errors: a RangeError where the model has no offsets.
 */
export function offsetContributions(
  config: StarsConfig,
  parameters: Parameters,
  h: Tensor,
  items: Tensor,
  request: RequestContext,
): Tensor {
  const { delta } = userOffset(config, parameters, request);
  const { width: d, signalWidth: Z, signalDimensions: G, offsetTime, offsetBound } = config;
  const s = h.shape[1]!;
  const weight = parameter(parameters, 'offset.weight');
  const time = timeEmbedding(config, parameters, tf.tensor2d(request.time, [1, offsetTime.width]));
  const rows = [tf.matMul(time as never, tf.slice(weight, [0, 0], [d, -1]) as never) as Tensor];
  const signals = Z > 0 ? tf.tensor2d(request.signals, [Z, 1]) : undefined;
  if (signals) rows.push(tf.mul(tf.slice(weight, [d, 0], [Z, -1]), signals));
  // Each input's part of Δ, all held back alike.
  const parts = tf.mul(tf.concat(rows, 0), boundScale(h, delta, offsetBound));
  const scores = tf.matMul(parts as never, tf.slice(items, [0, 0], [-1, s]) as never, false, true) as Tensor;
  if (!signals || G === 0) return scores;
  const tags = tf.slice(items, [0, items.shape[1]! - G], [-1, G]);
  const met = tf.matMul(tf.mul(parameter(parameters, 'offset.signal'), signals) as never, tags as never, false, true);
  return tf.add(scores, tf.concat([tf.zeros([1, items.shape[0]!]), met], 0));
}

const norm = (x: Tensor): Tensor => tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12));

/** h + Δ with ‖Δ‖ held to `bound`·‖h‖, both [R, s]: a mis-specified signal cannot take a user over. */
export const boundedAdd = (h: Tensor, delta: Tensor, bound: number): Tensor =>
  tf.add(h, tf.mul(delta, boundScale(h, delta, bound)));

/** What Δ is multiplied by, [R, 1]: 1 within its bound. */
const boundScale = (h: Tensor, delta: Tensor, bound: number): Tensor =>
  tf.minimum(1, tf.div(tf.mul(norm(h), bound), norm(delta)));
