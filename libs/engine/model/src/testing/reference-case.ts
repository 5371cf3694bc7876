import { checkConfig } from '../check-config.js';
import type { StarsConfig } from '../config.js';
import { parameterSpecs } from '../parameter-specs.js';
import type { Parameters } from '../parameters.js';
import { tf } from '../tf.js';
import type { ObjectiveOptions, TrainingBatch } from '../training-batch.js';
import { referenceBatch, type SampleSizes } from './reference-batch.js';
import type { Fixture } from './safetensors-fixture.js';

/** A model of tools/repo/reference-model. */
export interface ReferenceModel {
  config: StarsConfig;
  options: ObjectiveOptions;
  parameters: Parameters;
}

/** A step's inputs, in this library's form, and its outputs. */
export interface ReferenceCase extends ReferenceModel {
  batch: TrainingBatch;
  /** Interactions of each item, [P]. */
  counts: Float32Array;
  /**
   * h_next [N, s], h_gen [M, s], v [C, s], loss [1], each part of it [1] as `loss.<part>`, log p_j [P]; users at their
   * moments [N, s]; stored items [P, servingWidth], stored users and those moved to the first moment [N, servingWidth].
   */
  outputs: Map<string, Float32Array>;
  /** By parameter. */
  gradients: Map<string, Float32Array>;
}

/** Some steps of training from a model, and their result. */
export interface ReferenceTraining extends ReferenceModel {
  weightDecay: number;
  clipNorm: number;
  steps: {
    batch: TrainingBatch;
    /** Learning rates of everything except δ, and of δ. */
    rates: readonly [number, number];
    loss: number;
    /** Gradient norm of everything except δ, before clipping. */
    gradientNorm: number;
  }[];
  /** The parameters after the last step. */
  trained: Map<string, Float32Array>;
}

interface Description extends SampleSizes {
  config: StarsConfig;
  options: ObjectiveOptions;
  training?: { weightDecay: number; clipNorm: number; rates: [number, number][] };
}

export function referenceCase({ tensors, description }: Fixture): ReferenceCase {
  const model = referenceModel(tensors, description as Description);
  return {
    ...model,
    batch: referenceBatch(model.config, description as Description, under(tensors, 'input.')),
    counts: tensors.get('input.counts')!.values as Float32Array,
    outputs: values(new Map([...under(tensors, 'output.'), ['log p', tensors.get('input.log_p')!]])),
    gradients: values(under(tensors, 'gradient.')),
  };
}

export function referenceTraining({ tensors, description }: Fixture): ReferenceTraining {
  const { training } = description as Description;
  if (!training) throw new Error('the fixture is no training');
  const model = referenceModel(tensors, description as Description);
  return {
    ...model,
    weightDecay: training.weightDecay,
    clipNorm: training.clipNorm,
    steps: training.rates.map((rates, i) => ({
      batch: referenceBatch(model.config, description as Description, under(tensors, `step.${i}.input.`)),
      rates,
      loss: tensors.get('output.loss')!.values[i]!,
      gradientNorm: tensors.get('output.gradient_norm')!.values[i]!,
    })),
    trained: values(under(tensors, 'trained.')),
  };
}

function referenceModel(tensors: Fixture['tensors'], description: Description): ReferenceModel {
  const config = checkConfig(description.config);
  return {
    config,
    options: { ...description.options, deltaDropout: 0 },
    parameters: new Map(
      parameterSpecs(config).map(({ name, shape }) => [
        name,
        tf.tensor(tensors.get(`parameter.${name}`)!.values, shape, 'float32'),
      ]),
    ),
  };
}

/** The tensors whose names have the prefix, by the rest of their names. */
const under = (tensors: Fixture['tensors'], prefix: string): Fixture['tensors'] =>
  new Map([...tensors].filter(([name]) => name.startsWith(prefix)).map(([name, t]) => [name.slice(prefix.length), t]));

const values = (tensors: Fixture['tensors']): Map<string, Float32Array> =>
  new Map([...tensors].map(([name, { values: numbers }]) => [name, numbers as Float32Array]));
