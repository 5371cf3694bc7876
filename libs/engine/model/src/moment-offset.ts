import { innerWidth, type StarsConfig } from './config.js';
import type { RequestContext } from './offsets.js';
import { type Parameters, parameter } from './parameters.js';
import { tf } from './tf.js';

/** The context offsets of a model for stored users, as plain arrays: a request needs no tensor. */
export interface OffsetWeights {
  /** ρ of ‖Δ‖ ≤ ρ·‖h‖. */
  bound: number;
  /** s, without the dimension of a prior. */
  innerWidth: number;
  /** Numbers of time, T, before the Z of the exogenous state. */
  timeWidth: number;
  /** [T + Z, s]: what each input adds to Δ; time uses the embedding that the encoder trains. */
  delta: Float32Array;
}

/** The offsets of a trained model; undefined if it has none. */
export function offsetWeights(config: StarsConfig, parameters: Parameters): OffsetWeights | undefined {
  const { offsetBound: bound, offsetTime, width: d } = config;
  if (bound === 0) return undefined;
  const rows = tf.tidy(() => {
    const embedding = tf.slice(parameter(parameters, 'side.weight'), [offsetTime.column, 0], [offsetTime.width, d]);
    const weight = parameter(parameters, 'offset.weight');
    const time = tf.matMul(embedding as never, tf.slice(weight, [0, 0], [d, -1]) as never);
    return tf.concat([time, tf.slice(weight, [d, 0], [-1, -1])], 0);
  });
  const delta = rows.dataSync<'float32'>().slice();
  rows.dispose();
  return { bound, innerWidth: innerWidth(config), timeWidth: offsetTime.width, delta };
}

/**
 * The offset at one time and place (docs/reference/model-equations.md, Offsets): Δ = Σ value·row, limited to ρ·‖h‖, is added to h, so
 * that no signal, however wrong, can dominate a user.
 */
export class MomentOffset {
  /** Sum of all inputs of one name that are not zero, before the bound, [s]. */
  readonly #groups = new Map<string, Float64Array>();
  readonly #delta: Float64Array;
  readonly #deltaNorm: number;

  /**
   * @param request One row; NaN counts as unknown.
   * @param names Name of each of the T + Z inputs: inputs of one name are reported together; absent: each by its number.
   */
  constructor(
    private readonly weights: OffsetWeights,
    request: RequestContext,
    names?: readonly string[],
  ) {
    const { innerWidth: s, delta } = weights;
    [...request.time, ...request.signals].forEach((value, row) => {
      if (value === 0 || !Number.isFinite(value)) return;
      const name = names?.[row] ?? String(row);
      const group = this.#groups.get(name) ?? new Float64Array(s);
      this.#groups.set(name, group);
      addScaled(group, delta, row * s, value);
    });
    this.#delta = new Float64Array(s);
    for (const group of this.#groups.values()) addScaled(this.#delta, group, 0, 1);
    this.#deltaNorm = norm(this.#delta, s);
  }

  /** A copy of a stored user, [servingWidth], as it is searched with in this context. */
  moved(stored: Float32Array): Float32Array {
    const scale = this.#scale(stored);
    const moved = stored.slice();
    for (let i = 0; i < this.#delta.length; i++) moved[i]! += scale * this.#delta[i]!;
    return moved;
  }

  /**
   * The effect of the live inputs of each name on a user, [servingWidth]: the inner product with a stored item is what they add
   * to its score. Their sum is the score of the moved user minus that of the stored one. A signal that over-reacts has the largest part.
   * @param stored A user, [servingWidth], not moved.
   */
  signalParts(stored: Float32Array): Map<string, Float32Array> {
    const scale = this.#scale(stored);
    const parts = new Map<string, Float32Array>();
    for (const [name, group] of this.#groups) {
      const part = new Float32Array(stored.length);
      for (let i = 0; i < group.length; i++) part[i] = scale * group[i]!;
      parts.set(name, part);
    }
    return parts;
  }

  /** Factor of Δ: 1 within its bound. */
  #scale(stored: Float32Array): number {
    const { bound, innerWidth: s } = this.weights;
    return Math.min(1, (bound * norm(stored, s)) / this.#deltaNorm);
  }
}

const NONE = new Float32Array(0);

/** The offset of a model that has none: nobody moves. */
export const NO_OFFSET = new MomentOffset(
  { bound: 0, innerWidth: 0, timeWidth: 0, delta: NONE },
  { time: NONE, signals: NONE },
);

function addScaled(sum: Float64Array, rows: Float32Array | Float64Array, from: number, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * rows[from + i]!;
}

/** √(Σx² + 1e-12) of the first `width` numbers, as in the loss. */
function norm(x: ArrayLike<number>, width: number): number {
  let sum = 1e-12;
  for (let i = 0; i < width; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}
