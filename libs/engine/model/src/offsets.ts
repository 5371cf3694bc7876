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

/** time(t), [R, d]: the embedding of time that the encoder trains as part of its tokens. */
function timeEmbedding(config: StarsConfig, parameters: Parameters, time: Tensor): Tensor {
  const { column, width } = config.offsetTime;
  const rows = tf.slice(parameter(parameters, 'side.weight'), [column, 0], [width, config.width]);
  return tf.matMul(time as never, rows as never);
}

/**
 * Δ = [time(t) ; z] · W before its bound, [R, s] (docs/reference/model-equations.md, Offsets). No bias: if nothing is known, or every
 * signal is stale, Δ = 0.
 * Errors: a RangeError if the model has no offsets.
 */
export function userOffset(config: StarsConfig, parameters: Parameters, request: RequestContext): Tensor {
  const { offsetBound, offsetTime, signalWidth } = config;
  if (offsetBound === 0) throw new RangeError('this model has no context offsets');
  const rows = request.time.length / offsetTime.width;
  const time = timeEmbedding(config, parameters, tf.tensor2d(request.time, [rows, offsetTime.width]));
  const inputs = signalWidth > 0 ? tf.concat([time, tf.tensor2d(request.signals, [rows, signalWidth])], 1) : time;
  return tf.matMul(inputs as never, parameter(parameters, 'offset.weight') as never);
}

const norm = (x: Tensor): Tensor => tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12));

/** h + Δ with ‖Δ‖ limited to `bound`·‖h‖, both [R, s]: a mis-specified signal cannot dominate a user. */
export const boundedAdd = (h: Tensor, delta: Tensor, bound: number): Tensor =>
  tf.add(h, tf.mul(delta, boundScale(h, delta, bound)));

/** Factor of Δ, [R, 1]: 1 within its bound. */
const boundScale = (h: Tensor, delta: Tensor, bound: number): Tensor =>
  tf.minimum(1, tf.div(tf.mul(norm(h), bound), norm(delta)));
