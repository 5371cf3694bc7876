import { AdamW, type AdamWOptions, type OptimiserState } from './adamw.js';
import type { StarsConfig } from './config.js';
import { DropoutSeeds } from './layers/dropout.js';
import { type ObjectiveOptions, objective, type TrainingBatch } from './objective.js';
import { type Parameters, parameterSpecs } from './parameters.js';
import { type Tensor, tf } from './tf.js';

export interface StepReport {
  loss: number;
  next: number;
  general: number;
  /** Gradient norm of the backbone before clipping. */
  gradientNorm: number;
}

/** What a checkpoint holds of a trainer beside its parameters. */
export interface TrainerState {
  steps: number;
  optimiser: OptimiserState;
}

/** Owns a model in training: its parameters and its optimiser. */
export class StarsTrainer {
  private readonly optimiser: AdamW;
  private readonly names: string[];
  private steps = 0;

  constructor(
    readonly config: StarsConfig,
    readonly parameters: Parameters,
    private readonly options: ObjectiveOptions,
    private readonly seed: number,
    adamw?: AdamWOptions,
  ) {
    const specs = parameterSpecs(config);
    this.names = specs.map((spec) => spec.name);
    this.optimiser = new AdamW(specs, adamw);
  }

  /** One gradient step. Errors: a loss that is no number, with the step it happened at. */
  step(batch: TrainingBatch, learningRate: number, deltaRate: number): StepReport {
    const seeds = new DropoutSeeds(this.steps, this.seed);
    const parts: { next?: Tensor; general?: Tensor } = {};
    const inputs = this.names.map((name) => this.parameters.get(name)!);
    // Not tf.grads: a step without, say, a general target leaves head.general without a gradient, and that is fine.
    const { value, grads } = tf.engine().gradients(
      () => {
        const parameters: Parameters = new Map(this.names.map((name, i) => [name, inputs[i]!]));
        const losses = objective(this.config, parameters, batch, this.options, seeds);
        parts.next = tf.keep(tf.clone(losses.next));
        parts.general = tf.keep(tf.clone(losses.general));
        return losses.total;
      },
      inputs,
      undefined,
      true,
    );
    const read = (tensor: Tensor): number => tensor.dataSync()[0]!;
    const report = { loss: read(value), next: read(parts.next!), general: read(parts.general!), gradientNorm: 0 };
    if (!Number.isFinite(report.loss)) throw new Error(`the loss became ${report.loss} at step ${this.steps}`);
    const gradients = new Map(this.names.map((name, i) => [name, grads[i] ?? tf.zerosLike(inputs[i]!)]));
    report.gradientNorm = this.optimiser.apply(this.parameters, gradients, learningRate, deltaRate)[0] ?? 0;
    tf.dispose([value, ...gradients.values(), parts.next!, parts.general!]);
    this.steps++;
    return report;
  }

  /** Steps and moments so far; with the parameters, all that the next step depends on beside its batch. */
  state(): TrainerState {
    return { steps: this.steps, optimiser: this.optimiser.state() };
  }

  /** Goes on from there. The parameters are the caller's to bring back. Throws a RangeError where they are another model's. */
  restore({ steps, optimiser }: TrainerState): void {
    this.optimiser.restore(optimiser);
    this.steps = steps;
  }

  /** Frees the moments; the parameters stay, trained. */
  disposeOptimiser(): void {
    this.optimiser.dispose();
  }
}
