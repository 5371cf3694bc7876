import { innerWidth, type StarsConfig } from './config.js';
import type { RequestContext } from './offsets.js';

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

/** The offsets of a trained model; undefined if it has none. @param valuesOf The numbers of a parameter by its name. */
export function offsetWeights(
  config: StarsConfig,
  valuesOf: (name: string) => ArrayLike<number>,
): OffsetWeights | undefined {
  const { offsetBound: bound, offsetTime, signalWidth, width: d } = config;
  if (bound === 0) return undefined;
  const s = innerWidth(config);
  const [side, weight] = [valuesOf('side.weight'), valuesOf('offset.weight')];
  const rows = new Float64Array((offsetTime.width + signalWidth) * s);
  for (let row = 0; row < offsetTime.width; row++) {
    const own = rows.subarray(row * s, (row + 1) * s);
    for (let i = 0; i < d; i++) addScaled(own, weight, i * s, side[(offsetTime.column + row) * d + i]!);
  }
  for (let i = 0; i < signalWidth * s; i++) rows[offsetTime.width * s + i] = weight[d * s + i]!;
  return { bound, innerWidth: s, timeWidth: offsetTime.width, delta: Float32Array.from(rows) };
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

function addScaled(sum: Float64Array, rows: ArrayLike<number>, from: number, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * rows[from + i]!;
}

/** √(Σx² + 1e-12) of the first `width` numbers, as in the loss. */
function norm(x: ArrayLike<number>, width: number): number {
  let sum = 1e-12;
  for (let i = 0; i < width; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}
