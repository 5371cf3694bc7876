import { AdamW, type AdamWOptions, type OptimiserState } from './adamw.js';
import type { StarsConfig } from './config.js';
import { ConstantTensors } from './constant-tensors.js';
import { DropoutSeeds } from './layers/dropout.js';
import { objective } from './objective.js';
import { OFFSET_PREFIX, parameterSpecs } from './parameter-specs.js';
import type { Parameters } from './parameters.js';
import { type Tensor, tf } from './tf.js';
import type { ObjectiveOptions, TrainingBatch } from './training-batch.js';

export interface StepReport {
  loss: number;
  next: number;
  general: number;
  /** L_aux without its weight, if it was computed. */
  terms: { auxiliary?: number };
  /** Gradient norm of the backbone before clipping. */
  gradientNorm: number;
}

export interface TrainerOptions extends ObjectiveOptions {
  /**
   * `offsets`: trains only the offsets, to adopt a new signal (docs/reference/model-equations.md, Offsets). Everything else is
   * frozen. There is no dropout then: frozen parts behave as in serving.
   */
  only?: 'offsets';
}

/** State of a trainer in a checkpoint, without its parameters. */
export interface TrainerState {
  steps: number;
  optimiser: OptimiserState;
}

/** Owns a model in training: its parameters, its optimiser, and tensors of inputs that are the same in every step. */
export class StarsTrainer {
  readonly #optimiser: AdamW;
  readonly #names: string[];
  readonly #constants = new ConstantTensors();
  #steps = 0;

  /** Errors: a RangeError if only offsets are to be trained and the model has none. */
  constructor(
    readonly config: StarsConfig,
    readonly parameters: Parameters,
    private readonly options: TrainerOptions,
    private readonly seed: number,
    adamw?: AdamWOptions,
  ) {
    const specs = parameterSpecs(config).filter(({ name }) => !options.only || name.startsWith(OFFSET_PREFIX));
    if (specs.length === 0) throw new RangeError('this model has no context offsets to train');
    this.#names = specs.map((spec) => spec.name);
    this.#optimiser = new AdamW(specs, adamw);
  }

  /** One gradient step. Errors: a loss that is NaN or infinite, with its step. */
  step(batch: TrainingBatch, learningRate: number, deltaRate: number): StepReport {
    const seeds = this.options.only ? undefined : new DropoutSeeds(this.#steps, this.seed);
    const parts = new Map<string, Tensor>();
    const inputs = this.#names.map((name) => this.parameters.get(name)!);
    // Not tf.grads: a step may leave a parameter without a gradient, for example head.general without a general target.
    const { value, grads } = tf.engine().gradients(
      () => {
        const { total, next, general, terms } = objective(
          this.config,
          this.parameters,
          batch,
          this.options,
          seeds,
          this.#constants,
        );
        for (const [name, value] of Object.entries({ ...terms, next, general }))
          parts.set(name, tf.keep(tf.clone(value)));
        return total;
      },
      inputs,
      undefined,
      true,
    );
    const read = (tensor: Tensor): number => tensor.dataSync()[0]!;
    const { next, general, ...terms } = Object.fromEntries([...parts].map(([name, part]) => [name, read(part)]));
    const report = { loss: read(value), next: next!, general: general!, terms, gradientNorm: 0 };
    if (!Number.isFinite(report.loss)) throw new Error(`the loss became ${report.loss} at step ${this.#steps}`);
    const gradients = new Map(this.#names.map((name, i) => [name, grads[i] ?? tf.zerosLike(inputs[i]!)]));
    report.gradientNorm = this.#optimiser.apply(this.parameters, gradients, learningRate, deltaRate)[0] ?? 0;
    tf.dispose([value, ...gradients.values(), ...parts.values()]);
    this.#steps++;
    return report;
  }

  /** Steps and moments so far; with the parameters and the batch, everything that the next step depends on. */
  state(): TrainerState {
    return { steps: this.#steps, optimiser: this.#optimiser.state() };
  }

  /** Resumes from there. The caller restores the parameters. Throws a RangeError if they are another model's. */
  restore({ steps, optimiser }: TrainerState): void {
    this.#optimiser.restore(optimiser);
    this.#steps = steps;
  }

  /** Frees the moments and constant tensors; the trained parameters stay. */
  disposeOptimiser(): void {
    this.#optimiser.dispose();
    this.#constants.dispose();
  }
}
