import { type OwnKernels, ownKernels } from './kernels/own-kernels.js';
import type { ParameterSpec } from './parameter-specs.js';
import type { Parameters } from './parameters.js';
import { type Tensor, tf } from './tf.js';

export type AdamWOptions = typeof ADAMW_DEFAULTS;

export const ADAMW_DEFAULTS = {
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  /** Decoupled weight decay of the `decay` group. */
  weightDecay: 0.01,
  /** Maximal gradient norm of each group. */
  clipNorm: 1,
};

/** The optimiser's state, by group in a fixed order: δ's is last. */
export interface OptimiserState {
  groups: {
    /** Updates so far. */
    steps: number;
    /** [n] first and second moments of the group's n numbers, in the order of its parameters. */
    first: Float32Array;
    second: Float32Array;
  }[];
}

interface Group {
  specs: ParameterSpec[];
  sizes: number[];
  first: Tensor;
  second: Tensor;
  steps: number;
}

/**
 * AdamW (docs/reference/model-equations.md, Optimiser). The parameters of a group are updated as one flat vector: a few large ops for each step
 * instead of a dozen small ones for each parameter. δ is its own group with its own learning rate; while that is 0, its
 * moments do not change either.
 */
export class AdamW {
  readonly #groups: Group[];
  /** Parameters whose memory this optimiser allocated. */
  readonly #own = new WeakSet<Tensor>();

  constructor(
    specs: ParameterSpec[],
    private readonly options: AdamWOptions = ADAMW_DEFAULTS,
  ) {
    const backbone = specs.filter((spec) => spec.group !== 'delta');
    const delta = specs.filter((spec) => spec.group === 'delta' && spec.shape.every((side) => side > 0));
    this.#groups = [backbone, delta].filter((group) => group.length > 0).map((group) => this.#createGroup(group));
  }

  #createGroup(specs: ParameterSpec[]): Group {
    const sizes = specs.map((spec) => spec.shape.reduce((product, side) => product * side, 1));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    return { specs, sizes, first: ownZeros([total]), second: ownZeros([total]), steps: 0 };
  }

  /**
   * Puts the next value of every parameter into `parameters`. The previous tensors are disposed or changed: clone one to keep
   * it.
   * @param gradients by parameter name
   * @returns the gradient norm of each group before clipping
   */
  apply(parameters: Parameters, gradients: Map<string, Tensor>, learningRate: number, deltaRate: number): number[] {
    return this.#groups.map((group) => {
      const rate = group.specs[0]!.group === 'delta' ? deltaRate : learningRate;
      if (rate === 0) return 0;
      group.steps++;
      const kernels = ownKernels();
      return kernels
        ? this.#applyFused(kernels, group, parameters, gradients, rate)
        : this.#applyPlain(group, parameters, gradients, rate);
    });
  }

  #applyFused(
    kernels: OwnKernels,
    group: Group,
    parameters: Parameters,
    gradients: Map<string, Tensor>,
    rate: number,
  ): number {
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = this.options;
    const names = group.specs.map((spec) => spec.name);
    const step = rate / (1 - beta1 ** group.steps);
    const root = 1 / Math.sqrt(1 - beta2 ** group.steps);
    const own = names.map((name) => this.#ownCopy(parameters, name));
    const rates = tf.tensor1d([beta1, beta2, epsilon, clipNorm, step, root, rate * weightDecay]);
    const decays = tf.tensor1d(
      group.specs.map((spec) => (spec.group === 'decay' ? 1 : 0)),
      'int32',
    );
    const slopes = names.map((name) => gradients.get(name)!);
    const norm = kernels.adamW(rates, group.first, group.second, decays, own, slopes);
    const value = norm.dataSync()[0]!;
    tf.dispose([rates, decays, norm]);
    return value;
  }

  /** The parameter in memory that only this optimiser uses: itself after the first update, unless it was cloned. */
  #ownCopy(parameters: Parameters, name: string): Tensor {
    const given = parameters.get(name)!;
    if (this.#own.has(given) && tf.backend().refCount(given.dataId) === 1) return given;
    const copy = tf.tidy(() => tf.add(ownZeros(given.shape), given));
    given.dispose();
    parameters.set(name, copy);
    this.#own.add(copy);
    return copy;
  }

  #applyPlain(group: Group, parameters: Parameters, gradients: Map<string, Tensor>, rate: number): number {
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = this.options;
    const flat = (from: Map<string, Tensor>): Tensor =>
      tf.concat(
        group.specs.map((spec, i) => tf.reshape(from.get(spec.name)!, [group.sizes[i]!])),
        0,
      );
    const { next, first, second, norm } = tf.tidy(() => {
      const raw = flat(gradients);
      // Not tf.norm: its power op costs more than the rest of the update.
      const length = tf.sqrt(tf.sum(tf.square(raw)));
      const gradient = tf.mul(raw, tf.minimum(1, tf.div(clipNorm, tf.add(length, 1e-12))));
      const m = tf.add(tf.mul(group.first, beta1), tf.mul(gradient, 1 - beta1));
      const v = tf.add(tf.mul(group.second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const correction = rate / (1 - beta1 ** group.steps);
      const root = tf.add(tf.sqrt(tf.div(v, 1 - beta2 ** group.steps)), epsilon);
      const old = flat(parameters);
      let step = tf.mul(tf.div(m, root), correction);
      const decays = decayMask(group);
      if (decays) step = tf.add(step, tf.mul(tf.mul(old, decays), rate * weightDecay));
      return { next: tf.sub(old, step), first: m, second: v, norm: length };
    });
    group.first.dispose();
    group.second.dispose();
    group.first = first;
    group.second = second;
    const parts = group.specs.length > 1 ? tf.split(next, group.sizes, 0) : [tf.clone(next)];
    group.specs.forEach((spec, i) => {
      parameters.get(spec.name)!.dispose();
      parameters.set(spec.name, tf.reshape(parts[i]!, spec.shape));
    });
    const value = norm.dataSync()[0]!;
    tf.dispose([...parts, next, norm]);
    return value;
  }

  /** A copy of the moments, for a checkpoint. */
  state(): OptimiserState {
    return {
      groups: this.#groups.map(({ steps, first, second }) => ({
        steps,
        first: first.dataSync<'float32'>().slice(),
        second: second.dataSync<'float32'>().slice(),
      })),
    };
  }

  /** Resumes from such a copy, bit for bit. Throws a RangeError if it is of another model. */
  restore(state: OptimiserState): void {
    if (state.groups.length !== this.#groups.length) throw new RangeError('moments of another number of groups');
    state.groups.forEach(({ first, second }, g) => {
      const { size } = this.#groups[g]!.first;
      if (first.length !== size || second.length !== size) throw new RangeError(`group ${g} has ${size} numbers`);
    });
    state.groups.forEach(({ steps, first, second }, g) => {
      const group = this.#groups[g]!;
      tf.dispose([group.first, group.second]);
      group.first = tf.tidy(() => tf.add(ownZeros([first.length]), tf.tensor1d(first)));
      group.second = tf.tidy(() => tf.add(ownZeros([second.length]), tf.tensor1d(second)));
      group.steps = steps;
    });
  }

  dispose(): void {
    for (const group of this.#groups) tf.dispose([group.first, group.second]);
  }
}

/** Zeros in the backend's memory, which the fused kernel may change in place; tf.zeros is JavaScript memory. */
const ownZeros = (shape: number[]): Tensor => tf.fill(shape, 0);

/** [n] 1 where weights decay; undefined if none of the group do. */
function decayMask({ specs, sizes }: Group): Tensor | undefined {
  if (!specs.some((spec) => spec.group === 'decay')) return undefined;
  const mask = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  specs.forEach((spec, i) => {
    if (spec.group === 'decay') mask.fill(1, at, at + sizes[i]!);
    at += sizes[i]!;
  });
  return tf.tensor1d(mask);
}
