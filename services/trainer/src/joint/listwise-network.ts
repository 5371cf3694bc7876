import { ADAMW_DEFAULTS, AdamW, createRandom, fillNormal, oneCycle, type Parameters, shuffle, tf } from '@stars/model';
import type { JointWeights } from '@stars/ranking';
import type { JointExample } from './joint-examples.js';
import type { JointRecipe } from './joint-recipe.js';

const NAMES = ['first', 'firstBias', 'second', 'secondBias', 'last', 'linear'] as const;

export interface ListwiseProgress {
  step: number;
  steps: number;
  /** Mean loss since the last report. */
  loss: number;
}

/**
 * Learns to score candidates so that what was taken stands out in the softmax over its session's candidates (ListNet
 * with the set as its target). A session with n taken items weighs √n: large baskets say more, but not n times as much.
 */
export async function trainListwise(
  examples: readonly JointExample[],
  features: number,
  recipe: JointRecipe,
  seed: number,
  onProgress: (progress: ListwiseProgress) => void,
  signal?: AbortSignal,
): Promise<JointWeights> {
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
  for (let epoch = 0; epoch < recipe.epochs; epoch++) {
    shuffle(random, all);
    for (let b = 0; b < perEpoch; b++) {
      signal?.throwIfAborted();
      const batch = all.slice(b * recipe.batchSize, (b + 1) * recipe.batchSize).map((n) => examples[n]!);
      sum += trainStep(batch, features, scale, parameters, optimiser, oneCycle(step, steps, recipe.learningRate));
      step++;
      if (step - reported < 10 && step < steps) continue;
      onProgress({ step, steps, loss: sum / (step - reported) });
      [sum, reported] = [0, step];
      await new Promise<void>((resume) => setImmediate(resume));
    }
  }
  const weights = Object.fromEntries(
    NAMES.map((name) => [name, Float32Array.from(parameters.get(name)!.dataSync() as Float32Array)]),
  ) as Record<(typeof NAMES)[number], Float32Array>;
  optimiser.dispose();
  tf.dispose([...parameters.values()]);
  return { ...scale, ...weights };
}

type Scale = Pick<JointWeights, 'mean' | 'deviation'>;

/** Of all candidates; a feature that never moves is left as it is. */
function scaleOf(examples: readonly JointExample[], features: number): Scale {
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
  const mean = Float32Array.from(sum, (x) => x / Math.max(1, rows));
  const deviation = Float32Array.from(squares, (x, f) => {
    const variance = x / Math.max(1, rows) - mean[f]! ** 2;
    return variance > 1e-8 ? Math.sqrt(variance) : 1;
  });
  return { mean, deviation };
}

/** Lays B sessions out in one array of N places each, N those of the longest. @returns the mean loss */
function trainStep(
  batch: readonly JointExample[],
  features: number,
  { mean, deviation }: Scale,
  parameters: Parameters,
  optimiser: AdamW,
  learningRate: number,
): number {
  const places = batch.reduce((most, { candidates }) => Math.max(most, candidates), 0);
  const rows = new Float32Array(batch.length * places * features);
  const absent = new Float32Array(batch.length * places).fill(-1e9);
  const wanted = new Float32Array(batch.length * places);
  let total = 0;
  batch.forEach(({ features: values, taken, candidates }, n) => {
    const from = n * places * features;
    for (let at = 0; at < values.length; at++) {
      const f = at % features;
      rows[from + at] = (values[at]! - mean[f]!) / deviation[f]!;
    }
    absent.fill(0, n * places, n * places + candidates);
    const weight = 1 / Math.sqrt(taken.length);
    for (const place of taken) wanted[n * places + place] = weight;
    total += Math.sqrt(taken.length);
  });
  const inputs = NAMES.map((name) => parameters.get(name)!);
  const { value, grads } = tf.engine().gradients(
    () => {
      const [first, firstBias, second, secondBias, last, linear] = inputs as typeof inputs & [never];
      const x = tf.tensor2d(rows, [batch.length * places, features]);
      const wide = tf.relu(tf.add(tf.matMul(x, first!), firstBias!));
      const deep = tf.relu(tf.add(tf.matMul(wide as never, second!), secondBias!));
      const scores = tf.add(tf.matMul(deep as never, last!), tf.matMul(x, linear!));
      const logits = tf.add(tf.reshape(scores, [batch.length, places]), tf.tensor2d(absent, [batch.length, places]));
      const logProbabilities = tf.logSoftmax(logits);
      const gained = tf.sum(tf.mul(logProbabilities, tf.tensor2d(wanted, [batch.length, places])));
      return tf.neg(tf.div(gained, total)) as never;
    },
    inputs,
    undefined,
    true,
  );
  const loss = (value as unknown as { dataSync(): Float32Array }).dataSync()[0]!;
  if (!Number.isFinite(loss)) throw new Error(`the loss of the joint ranking became ${loss}`);
  optimiser.apply(parameters, new Map(NAMES.map((name, i) => [name, grads[i]!])), learningRate, 0);
  tf.dispose([value, ...grads]);
  return loss;
}
