import { innerWidth, type StarsConfig } from './config.js';
import type { RequestContext } from './offsets.js';
import { type Parameters, parameter } from './parameters.js';
import { tf } from './tf.js';

/** The context offsets of a model for stored users, as plain arrays: a request needs no tensor. */
export interface OffsetWeights {
  /** ρ of ‖Δ‖ ≤ ρ·‖h‖. */
  bound: number;
  /** The same for the appended dimensions. Only in serving: in training signals are not bounded. */
  appendedBound: number;
  /** s, without appended dimensions. */
  innerWidth: number;
  /** Numbers of time, T, before the Z of the exogenous state. */
  timeWidth: number;
  /** [T + Z, s]: what each input adds to Δ; time uses the embedding that the encoder trains. */
  delta: Float32Array;
  /** [Z, G] offset.signal. */
  appended: Float32Array;
  /** [s] offset.sensitivity; empty if all users have the same. */
  sensitivity: Float32Array;
}

/** The offsets of a trained model; undefined if it has none. */
export function offsetWeights(config: StarsConfig, parameters: Parameters): OffsetWeights | undefined {
  const { offsetBound: bound, offsetTime, width: d, signalDimensions } = config;
  if (bound === 0) return undefined;
  const rows = tf.tidy(() => {
    const embedding = tf.slice(parameter(parameters, 'side.weight'), [offsetTime.column, 0], [offsetTime.width, d]);
    const weight = parameter(parameters, 'offset.weight');
    const time = tf.matMul(embedding as never, tf.slice(weight, [0, 0], [d, -1]) as never);
    return tf.concat([time, tf.slice(weight, [d, 0], [-1, -1])], 0);
  });
  const delta = rows.dataSync<'float32'>().slice();
  rows.dispose();
  const values = (name: string): Float32Array => parameter(parameters, name).dataSync<'float32'>().slice();
  const appended = signalDimensions > 0 ? values('offset.signal') : new Float32Array(0);
  return {
    bound,
    appendedBound: bound,
    innerWidth: innerWidth(config),
    timeWidth: offsetTime.width,
    delta,
    appended,
    sensitivity: config.offsetSensitivity ? values('offset.sensitivity') : new Float32Array(0),
  };
}

/** One non-zero number of a request's context. */
interface LiveInput {
  /** Row of `delta`. */
  row: number;
  value: number;
}

/** Sum of all live inputs of one name, before the bounds: for h, [s], and for the appended dimensions, [G]. */
interface LiveGroup {
  delta: Float64Array;
  signal: Float64Array;
}

/**
 * The offsets at one time and place (docs/reference/model-equations.md, Offsets). Δ = Σ value·row is added to h, and z·offset.signal to the appended
 * dimensions; each is limited to ρ·‖h‖, so that no signal, however wrong, can dominate a user.
 */
export class MomentOffset {
  readonly #live: LiveInput[] = [];
  readonly #groups = new Map<string, LiveGroup>();
  readonly #delta: Float64Array;
  readonly #signal: Float64Array;
  readonly #deltaNorm: number;
  readonly #signalNorm: number;

  /**
   * @param request One row; NaN counts as unknown.
   * @param names Name of each of the T + Z inputs: inputs of one name are reported together; absent: each by its number.
   */
  constructor(
    private readonly weights: OffsetWeights,
    request: RequestContext,
    names?: readonly string[],
  ) {
    const { innerWidth: s, timeWidth, delta } = weights;
    [...request.time, ...request.signals].forEach((value, row) => {
      if (value !== 0 && Number.isFinite(value)) this.#live.push({ row, value });
    });
    this.#delta = new Float64Array(s);
    this.#signal = new Float64Array(this.#signalDimensions);
    for (const { row, value } of this.#live) {
      const name = names?.[row] ?? String(row);
      const group = this.#groups.get(name) ?? {
        delta: new Float64Array(s),
        signal: new Float64Array(this.#signal.length),
      };
      this.#groups.set(name, group);
      addScaled(group.delta, delta, row * s, value);
      if (row >= timeWidth) {
        addScaled(group.signal, weights.appended, (row - timeWidth) * this.#signal.length, value);
      }
    }
    for (const group of this.#groups.values()) {
      addScaled(this.#delta, group.delta, 0, 1);
      addScaled(this.#signal, group.signal, 0, 1);
    }
    this.#deltaNorm = norm(this.#delta, this.#delta.length);
    this.#signalNorm = norm(this.#signal, this.#signal.length);
  }

  /** A copy of a stored user, [servingWidth], moved for a search with this context. */
  moved(stored: Float32Array): Float32Array {
    const { delta, appended } = this.#scales(stored);
    const moved = stored.slice();
    const last = moved.length - this.#signal.length;
    for (let i = 0; i < this.#delta.length; i++) moved[i]! += delta * this.#delta[i]!;
    for (let i = 0; i < this.#signal.length; i++) moved[last + i] = appended * this.#signal[i]!;
    return moved;
  }

  /**
   * The effect of the live inputs of each name on a user, [servingWidth]: the inner product with a stored item is what they add
   * to its score. Their sum is the score of the moved user minus that of the stored one.
   * @param stored A user, [servingWidth], not moved.
   */
  parts(stored: Float32Array): Map<string, Float32Array> {
    const { delta, appended } = this.#scales(stored);
    const last = stored.length - this.#signal.length;
    const parts = new Map<string, Float32Array>();
    for (const [name, group] of this.#groups) {
      const part = new Float32Array(stored.length);
      for (let i = 0; i < group.delta.length; i++) part[i] = delta * group.delta[i]!;
      for (let i = 0; i < group.signal.length; i++) part[last + i] = appended * group.signal[i]!;
      parts.set(name, part);
    }
    return parts;
  }

  /** G. */
  get #signalDimensions(): number {
    const { delta, innerWidth: s, timeWidth, appended } = this.weights;
    const signals = delta.length / s - timeWidth;
    return signals === 0 ? 0 : appended.length / signals;
  }

  /** `userSensitivity` of a stored user of length `h`. */
  #sensitivityOf(stored: Float32Array, h: number): number {
    const { sensitivity } = this.weights;
    if (sensitivity.length === 0) return 1;
    let alike = 0;
    for (let i = 0; i < sensitivity.length; i++) alike += stored[i]! * sensitivity[i]!;
    return 2 / (1 + Math.exp(-alike / h));
  }

  #scales(stored: Float32Array): { delta: number; appended: number } {
    const { bound, appendedBound, innerWidth: s } = this.weights;
    const h = norm(stored, s);
    const own = this.#sensitivityOf(stored, h);
    return {
      delta: Math.min(own, (bound * h) / this.#deltaNorm),
      appended: Math.min(own, (appendedBound * h) / this.#signalNorm),
    };
  }
}

function addScaled(sum: Float64Array, rows: Float32Array | Float64Array, from: number, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * rows[from + i]!;
}

/** √(Σx² + 1e-12) of the first `width` numbers, as in the loss. */
function norm(x: ArrayLike<number>, width: number): number {
  let sum = 1e-12;
  for (let i = 0; i < width; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}
