import type { StarsConfig } from './config.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';

/** The contexts of R requests: the context columns of a side row, written as for a token. Zeros: unknown. */
export interface RequestContext {
  /** [R, T] time columns. */
  time: Float32Array;
  /** [R, Z] exogenous state: holidays and region signals. */
  signals: Float32Array;
}

/** What moves users in their contexts. */
export interface UserOffset {
  /** Δ before its bound, [R, s]. */
  delta: Tensor;
  /** z·offset.signal, [R, G]: multiplied with a_j·offset.tags in the inner product; absent if G is 0. */
  signal: Tensor | undefined;
}

/** time(t), [R, d]: the embedding of time that the encoder trains as part of its tokens. */
function timeEmbedding(config: StarsConfig, parameters: Parameters, time: Tensor): Tensor {
  const { column, width } = config.offsetTime;
  const rows = tf.slice(parameter(parameters, 'side.weight'), [column, 0], [width, config.width]);
  return tf.matMul(time as never, rows as never);
}

/**
 * Δ = [time(t) ; z] · W (docs/reference/model-equations.md, Offsets). No bias: if nothing is known, or every signal is stale, Δ = 0.
 * Errors: a RangeError if the model has no offsets.
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
 * Factor of a user's own sensitivity on their offsets, [R, 1]: 2·σ(⟨h, offset.sensitivity⟩ / ‖h‖), from 0 to 2, and 1 before
 * training. Undefined if the model has none: the context has the same effect on all users.
 * @param h [R, s], not moved
 */
export function userSensitivity(config: StarsConfig, parameters: Parameters, h: Tensor): Tensor | undefined {
  if (!config.offsetSensitivity) return undefined;
  const alike = tf.matMul(h as never, parameter(parameters, 'offset.sensitivity') as never);
  return tf.mul(tf.sigmoid(tf.div(alike, norm(h))), 2);
}

const norm = (x: Tensor): Tensor => tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12));

/** h + Δ with ‖Δ‖ limited to `bound`·‖h‖, both [R, s]: a mis-specified signal cannot dominate a user. */
export const boundedAdd = (h: Tensor, delta: Tensor, bound: number): Tensor =>
  tf.add(h, tf.mul(delta, boundScale(h, delta, bound)));

/** Factor of Δ, [R, 1]: 1 within its bound. */
const boundScale = (h: Tensor, delta: Tensor, bound: number): Tensor =>
  tf.minimum(1, tf.div(tf.mul(norm(h), bound), norm(delta)));
