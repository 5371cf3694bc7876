import {
  ADAMW_DEFAULTS,
  AdamW,
  createRandom,
  fillNormal,
  oneCycle,
  type Parameters,
  type Scalar,
  shuffle,
  tf,
} from '@stars/model';
import type { SecondStageWeights } from '@stars/ranking';
import { type FeatureScale, type LearnedWeight, type ListwiseBatch, layOut, listwiseLoss } from './listwise-loss.js';
import type { SecondStageExample } from './second-stage-examples.js';
import type { SecondStageRecipe } from './second-stage-recipe.js';

const NAMES = ['first', 'firstBias', 'second', 'secondBias', 'last', 'linear'] as const satisfies LearnedWeight[];

export interface ListwiseProgress {
  step: number;
  steps: number;
  /** Mean loss since the last report. */
  loss: number;
}

/**
 * Learns to score candidates so that the purchased ones have the highest share of the softmax over their session's candidates,
 * by AdamW with a one-cycle rate. The same examples and seed give the same weights, bit for bit on one thread.
 * @param features F @param signal Stops before the next step.
 */
export async function trainListwise(
  examples: readonly SecondStageExample[],
  features: number,
  recipe: SecondStageRecipe,
  seed: number,
  onProgress: (progress: ListwiseProgress) => void,
  signal?: AbortSignal,
): Promise<SecondStageWeights> {
  const scale = scaleOf(examples, features);
  const random = createRandom(seed);
  const shapes: Record<(typeof NAMES)[number], number[]> = {
    first: [features, recipe.hidden],
    firstBias: [recipe.hidden],
    second: [recipe.hidden, recipe.hidden / 2],
    secondBias: [recipe.hidden / 2],
    last: [recipe.hidden / 2, 1],
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
    { ...ADAMW_DEFAULTS, beta2: 0.999, weightDecay: recipe.weightDecay },
  );
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
        const rate = oneCycle(step, steps, recipe.learningRate);
        sum += trainStep(layOut(batch, features, scale), parameters, optimiser, rate);
        step++;
        if (step - reported < 10 && step < steps) continue;
        onProgress({ step, steps, loss: sum / (step - reported) });
        [sum, reported] = [0, step];
        await new Promise<void>((resume) => setImmediate(resume));
      }
    }
    const weights = NAMES.map((name) => [name, parameters.get(name)!.dataSync<'float32'>().slice()]);
    return { ...scale, ...(Object.fromEntries(weights) as Record<LearnedWeight, Float32Array>) };
  } finally {
    optimiser.dispose();
    tf.dispose([...parameters.values()]);
  }
}

/** Lower deviations count as this: a signal in one session of a thousand must not outweigh everything else. */
const LEAST_DEVIATION = 0.05;

/** Mean and deviation over all candidates of all sessions. */
function scaleOf(examples: readonly SecondStageExample[], features: number): FeatureScale {
  const sum = new Float64Array(features);
  const squares = new Float64Array(features);
  let rows = 0;
  for (const { features: values, candidates } of examples) {
    rows += candidates;
    for (let at = 0; at < values.length; at += features) {
      for (let f = 0; f < features; f++) {
        const x = values[at + f]!;
        sum[f]! += x;
        squares[f]! += x * x;
      }
    }
  }
  const count = Math.max(1, rows);
  return {
    mean: Float32Array.from(sum, (x) => x / count),
    deviation: Float32Array.from(squares, (x, f) => {
      const variance = Math.max(0, x / count - (sum[f]! / count) ** 2);
      return Math.max(LEAST_DEVIATION, Math.sqrt(variance));
    }),
  };
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
