import type { ParameterSpec, Parameters } from './parameters.js';
import { type Tensor, tf } from './tf.js';

export interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Decoupled weight decay of the `decay` group. */
  weightDecay: number;
  /** Maximal gradient norm of each group. */
  clipNorm: number;
}

export const ADAMW_DEFAULTS: AdamWOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 1 };

/** What the optimiser remembers, by group in a fixed order: δ's comes last. */
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
  /** 1 where weights decay, or undefined where nothing of the group does. */
  decay: Tensor | undefined;
  first: Tensor;
  second: Tensor;
  steps: number;
}

/**
 * AdamW (model.md, section 5). The parameters of a group are updated as one flat vector: a handful of large ops a
 * step in place of a dozen small ones a parameter. δ is a group of its own with its own learning rate; while that is
 * 0 its moments stand still too.
 */
export class AdamW {
  private readonly groups: Group[];

  constructor(
    specs: ParameterSpec[],
    private readonly options: AdamWOptions = ADAMW_DEFAULTS,
  ) {
    const backbone = specs.filter((spec) => spec.group !== 'delta');
    const delta = specs.filter((spec) => spec.group === 'delta' && spec.shape.every((side) => side > 0));
    this.groups = [backbone, delta].filter((group) => group.length > 0).map((group) => this.createGroup(group));
  }

  private createGroup(specs: ParameterSpec[]): Group {
    const sizes = specs.map((spec) => spec.shape.reduce((product, side) => product * side, 1));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const decays = specs.some((spec) => spec.group === 'decay');
    const mask = new Float32Array(total);
    let at = 0;
    specs.forEach((spec, i) => {
      if (spec.group === 'decay') mask.fill(1, at, at + sizes[i]!);
      at += sizes[i]!;
    });
    const decay = decays ? tf.tensor1d(mask) : undefined;
    return { specs, sizes, decay, first: tf.zeros([total]), second: tf.zeros([total]), steps: 0 };
  }

  /**
   * Replaces every parameter in `parameters` by its next value and disposes the old one.
   * @param gradients by parameter name
   * @returns the gradient norm of each group before clipping
   */
  apply(parameters: Parameters, gradients: Map<string, Tensor>, learningRate: number, deltaRate: number): number[] {
    return this.groups.map((group) => {
      const rate = group.specs[0]!.group === 'delta' ? deltaRate : learningRate;
      return rate > 0 ? this.applyGroup(group, parameters, gradients, rate) : 0;
    });
  }

  private applyGroup(group: Group, parameters: Parameters, gradients: Map<string, Tensor>, rate: number): number {
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = this.options;
    group.steps++;
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
      if (group.decay) step = tf.add(step, tf.mul(tf.mul(old, group.decay), rate * weightDecay));
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
      groups: this.groups.map(({ steps, first, second }) => ({
        steps,
        first: first.dataSync<'float32'>().slice(),
        second: second.dataSync<'float32'>().slice(),
      })),
    };
  }

  /** Goes on from such a copy, bit for bit. Throws a RangeError where it is of another model. */
  restore(state: OptimiserState): void {
    if (state.groups.length !== this.groups.length) throw new RangeError('moments of another number of groups');
    state.groups.forEach(({ first, second }, g) => {
      const { size } = this.groups[g]!.first;
      if (first.length !== size || second.length !== size) throw new RangeError(`group ${g} has ${size} numbers`);
    });
    state.groups.forEach(({ steps, first, second }, g) => {
      const group = this.groups[g]!;
      tf.dispose([group.first, group.second]);
      group.first = tf.tensor1d(first);
      group.second = tf.tensor1d(second);
      group.steps = steps;
    });
  }

  dispose(): void {
    for (const group of this.groups) tf.dispose([group.first, group.second, ...(group.decay ? [group.decay] : [])]);
  }
}
