import {
  ADAMW_DEFAULTS,
  AdamW,
  createRandom,
  DropoutSeeds,
  oneCycle,
  type Parameters,
  type Scalar,
  type Tensor,
  tf,
} from '@stars/model';
import type { EvaluationSet } from '@stars/replay';
import { type BaselineNetwork, initialParameters, type NetworkSettings } from './baseline-network.js';

/** Training ends after this many validations in a row without a gain. */
const PATIENCE = 4;
/** Parts of the schedule, which advances with steps or with time, whichever is further. */
const SCHEDULE = 100_000;

export interface NetworkTraining<Settings extends NetworkSettings, Step> {
  network: BaselineNetwork<Settings, Step>;
  set: EvaluationSet;
  settings: Settings;
  seed: number;
  /** Steps of the schedule and the step after which to stop, whatever the time; absent: the settings' epochs and `budget`. */
  plan?: { steps: number; stop: number };
  /** Milliseconds; the schedule ends with them if the epochs would take longer. */
  budget: number;
  /** NDCG@10 of parameters on held-out sessions; called about once an epoch. */
  validate?: (parameters: Parameters) => Promise<number>;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface NetworkRun {
  parameters: Parameters;
  /** Actual steps of the schedule, and the step with the best validation (or the last). */
  steps: number;
  best: number;
  /** NaN without a validation. */
  ndcg: number;
  millisecondsAStep: number;
  perEpoch: number;
}

/** Trains one model and returns its best parameters on validation. */
export async function trainNetwork<Settings extends NetworkSettings, Step>(
  training: NetworkTraining<Settings, Step>,
): Promise<NetworkRun> {
  const { network, set, settings, seed, validate, signal } = training;
  const began = performance.now();
  const random = createRandom(seed);
  const specs = network.specs(settings, set.catalogue.length);
  const parameters = initialParameters(specs, seed);
  const optimiser = new AdamW(specs, { ...ADAMW_DEFAULTS, clipNorm: 5 });
  let epoch = [...network.epochSteps(set, settings, random)];
  const perEpoch = epoch.length;
  const steps = training.plan?.steps ?? settings.epochs * perEpoch;
  const checkEvery = Math.min(perEpoch, Math.ceil(steps / 10));
  let stop = training.plan?.stop ?? steps;
  let best: { step: number; ndcg: number; copy: Parameters } | undefined;
  let checksSince = 0;
  let fastest = Number.POSITIVE_INFINITY;
  let passed = 0;
  let step = 0;
  try {
    // A log may be too short for a single step.
    while (step < stop && perEpoch > 0) {
      signal?.throwIfAborted();
      const stepBegan = performance.now();
      const at = step % perEpoch;
      if (at === 0 && step > 0) epoch = [...network.epochSteps(set, settings, random)];
      const rate = oneCycle(Math.floor(passed * SCHEDULE), SCHEDULE, settings.learningRate);
      // Windows are cut at random: an epoch may be a few steps shorter than the first.
      takeStep(training, parameters, optimiser, epoch[at % epoch.length]!, { step, rate });
      step++;
      const now = performance.now();
      fastest = Math.min(fastest, now - stepBegan);
      passed = Math.min(1, step / steps);
      if (training.plan === undefined) passed = Math.min(1, Math.max(passed, (now - began) / training.budget));
      if (passed >= 1) stop = step;
      training.onProgress?.(Math.round(passed * 1000), 1000);
      if (step % 8 === 0) await new Promise<void>((resume) => setImmediate(resume));
      if (validate === undefined || (step < stop && step % checkEvery !== 0)) continue;
      const ndcg = await validate(parameters);
      if (best === undefined || ndcg > best.ndcg) {
        if (best) tf.dispose([...best.copy.values()]);
        best = { step, ndcg, copy: copyOf(parameters) };
        checksSince = 0;
      } else if (++checksSince >= PATIENCE) stop = step;
    }
  } catch (error) {
    tf.dispose([...parameters.values(), ...(best?.copy.values() ?? [])]);
    throw error;
  } finally {
    optimiser.dispose();
  }
  const run = { steps: Math.round(step / passed), perEpoch, millisecondsAStep: fastest };
  if (best === undefined) return { ...run, parameters, best: step, ndcg: Number.NaN };
  tf.dispose([...parameters.values()]);
  return { ...run, parameters: best.copy, best: best.step, ndcg: best.ndcg };
}

const copyOf = (parameters: Parameters): Parameters =>
  new Map([...parameters].map(([name, tensor]) => [name, tf.clone(tensor)]));

function takeStep<Settings extends NetworkSettings, Step>(
  { network, settings, seed }: NetworkTraining<Settings, Step>,
  parameters: Parameters,
  optimiser: AdamW,
  batch: Step,
  { step, rate }: { step: number; rate: number },
): void {
  const names = [...parameters.keys()];
  const inputs = [...parameters.values()];
  const { value, grads } = tf.engine().gradients(
    () => {
      const given: Parameters = new Map(names.map((name, i) => [name, inputs[i]!]));
      return network.loss(settings, given, batch, new DropoutSeeds(step, seed)) as Scalar;
    },
    inputs,
    undefined,
    true,
  );
  const loss = value.dataSync()[0]!;
  if (!Number.isFinite(loss)) throw new Error(`${network.name}'s loss became ${loss} at step ${step}`);
  const gradients = new Map(names.map((name, i): [string, Tensor] => [name, grads[i] ?? tf.zerosLike(inputs[i]!)]));
  optimiser.apply(parameters, gradients, rate, 0);
  tf.dispose([value, ...gradients.values()]);
}
