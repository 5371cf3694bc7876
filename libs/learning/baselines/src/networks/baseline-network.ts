import {
  createRandom,
  type DropoutSeeds,
  fillNormal,
  type ParameterSpec,
  type Parameters,
  type Random,
  type Tensor,
  tf,
} from '@stars/model';
import type { EvaluationSet, RankedSessions, RankOptions } from '@stars/replay';

export interface NetworkSettings {
  name: string;
  learningRate: number;
  /** Most epochs; training ends earlier if validation stops improving or the budget is spent. */
  epochs: number;
}

/** What a network is, for the trials and the training that all networks share. `Step` is what one step learns from. */
export interface BaselineNetwork<Settings extends NetworkSettings, Step> {
  /** In the report, and in lower case in the names of its folders. */
  name: string;
  /** Raised when the same settings train another model. */
  version: number;
  /** In the order of trial: as many as the budget allows. */
  grid: readonly Settings[];
  /** Ranks the user's own items only, and learns nothing where users do not repeat items. */
  repeatsOnly: boolean;
  specs(settings: Settings, items: number): ParameterSpec[];
  /** Grows with the steps that a set is worth. */
  countTargets(set: EvaluationSet): number;
  epochSteps(set: EvaluationSet, settings: Settings, random: Random): Iterable<Step>;
  /** Scalar. @param seeds of everything random in the step */
  loss(settings: Settings, parameters: Parameters, step: Step, seeds: DropoutSeeds): Tensor;
  /** @param options `maskSeen`: leave out repeat candidates */
  rank(
    settings: Settings,
    parameters: Parameters,
    set: EvaluationSet,
    options: RankOptions & { maskSeen: boolean },
  ): Promise<RankedSessions>;
}

/** The same seed gives the same bits. */
export function initialParameters(specs: readonly ParameterSpec[], seed: number): Parameters {
  const random = createRandom(seed);
  return new Map(
    specs.map(({ name, shape, deviation, constant }) => {
      const values = new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(constant ?? 0);
      if (deviation > 0) fillNormal(random, values, deviation);
      return [name, tf.tensor(values, shape, 'float32')];
    }),
  );
}

/** An affine map, whose weight decays. */
export const denseSpecs = (name: string, from: number, to: number): ParameterSpec[] => [
  { name: `${name}.weight`, shape: [from, to], group: 'decay', deviation: 1 / Math.sqrt(from) },
  { name: `${name}.bias`, shape: [to], group: 'no-decay', deviation: 0 },
];

export const normSpecs = (name: string, width: number): ParameterSpec[] => [
  { name: `${name}.gain`, shape: [width], group: 'no-decay', deviation: 0, constant: 1 },
  { name: `${name}.bias`, shape: [width], group: 'no-decay', deviation: 0 },
];

/** A table of embeddings, which does not decay. */
export const tableSpec = (name: string, shape: number[]): ParameterSpec => ({
  name,
  shape,
  group: 'no-decay',
  deviation: 0.02,
});
