import { shuffle } from '@stars/features';
import {
  ADAMW_DEFAULTS,
  AdamW,
  createRandom,
  fillNormal,
  oneCycle,
  type Parameters,
  type Scalar,
  tf,
} from '@stars/model';
import { type LearnedWeight, type ListwiseBatch, layOut, listwiseLoss } from './listwise-loss.js';
import type { SecondStageExample } from './second-stage-examples.js';
import type { ListwiseRecipe } from './second-stage-recipe.js';

const NAMES = ['first', 'firstBias', 'second', 'secondBias', 'last', 'linear'] as const satisfies LearnedWeight[];

export interface ListwiseProgress {
  step: number;
  steps: number;
  /** Mean loss since the last report. */
  loss: number;
}

/** Weights for scaled features. */
export type ListwiseWeights = Record<LearnedWeight, Float32Array>;

/**
 * Learns what to add to a base, so that the purchased candidates have the highest share of the softmax over their session's
 * candidates: AdamW with a one-cycle rate. The same examples and seed give the same weights, bit for bit on one thread.
 * @param examples With scaled features, F each. @param simple [F] weights of the base.
 * @param signal Stops before the next step.
 */
export async function trainListwise(
  examples: readonly SecondStageExample[],
  simple: Float32Array,
  recipe: ListwiseRecipe,
  seed: number,
  onProgress: (progress: ListwiseProgress) => void,
  signal?: AbortSignal,
): Promise<ListwiseWeights> {
  const random = createRandom(seed);
  const { parameters, optimiser } = newNetwork(simple.length, recipe, random);
  const perEpoch = Math.max(1, Math.floor(examples.length / recipe.batchSize));
  const steps = perEpoch * recipe.epochs;
  const all = examples.map((_, n) => n);
  let [step, sum, reported] = [0, 0, 0];
  try {
    for (let epoch = 0; epoch < recipe.epochs; epoch++) {
      shuffle(random, all);
      for (let b = 0; b < perEpoch; b++) {
        signal?.throwIfAborted();
        const batch = all.slice(b * recipe.batchSize, (b + 1) * recipe.batchSize).map((n) => examples[n]!);
        sum += trainStep(layOut(batch, simple), parameters, optimiser, oneCycle(step, steps, recipe.learningRate));
        step++;
        if (step - reported < 10 && step < steps) continue;
        onProgress({ step, steps, loss: sum / (step - reported) });
        [sum, reported] = [0, step];
        await new Promise<void>((resume) => setImmediate(resume));
      }
    }
    const weights = NAMES.map((name) => [name, parameters.get(name)!.dataSync<'float32'>().slice()]);
    return Object.fromEntries(weights) as ListwiseWeights;
  } finally {
    optimiser.dispose();
    tf.dispose([...parameters.values()]);
  }
}

/** The linear path begins at 0: the network's first scores are random, and small beside the base. */
function newNetwork(
  features: number,
  { hidden, weightDecay }: ListwiseRecipe,
  random: () => number,
): { parameters: Parameters; optimiser: AdamW } {
  const shapes: Record<(typeof NAMES)[number], number[]> = {
    first: [features, hidden],
    firstBias: [hidden],
    second: [hidden, hidden / 2],
    secondBias: [hidden / 2],
    last: [hidden / 2, 1],
    linear: [features, 1],
  };
  const parameters: Parameters = new Map(
    NAMES.map((name) => {
      const values = new Float32Array(shapes[name].reduce((product, side) => product * side, 1));
      const wide = name === 'first' || name === 'second' || name === 'last';
      if (wide) fillNormal(random, values, Math.sqrt((name === 'last' ? 1 : 2) / shapes[name][0]!));
      return [name, tf.tensor(values, shapes[name])];
    }),
  );
  const optimiser = new AdamW(
    NAMES.map((name) => ({
      name,
      shape: shapes[name],
      group: name.endsWith('Bias') ? ('no-decay' as const) : ('decay' as const),
      deviation: 0,
    })),
    { ...ADAMW_DEFAULTS, beta2: 0.999, weightDecay },
  );
  return { parameters, optimiser };
}

/** One update of the parameters. @returns the batch's loss before it */
function trainStep(batch: ListwiseBatch, parameters: Parameters, optimiser: AdamW, learningRate: number): number {
  const inputs = NAMES.map((name) => parameters.get(name)!);
  const loss = (): Scalar => listwiseLoss(batch, parameters);
  const { value, grads } = tf.engine().gradients(loss, inputs, undefined, true);
  try {
    const found = value.dataSync<'float32'>()[0]!;
    if (!Number.isFinite(found)) throw new Error(`the loss of the second stage became ${found}`);
    optimiser.apply(parameters, new Map(NAMES.map((name, i) => [name, grads[i]!])), learningRate, 0);
    return found;
  } finally {
    tf.dispose([value, ...grads]);
  }
}
