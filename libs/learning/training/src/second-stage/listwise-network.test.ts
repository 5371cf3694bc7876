import { shuffle } from '@stars/features';
import { SecondStageNetwork } from '@stars/inference';
import { createRandom, type Parameters, tf } from '@stars/model';
import type { SecondStageWeights } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { layOut, listwiseLoss, networkScores } from './listwise-loss.js';
import { type ListwiseProgress, type ListwiseWeights, trainListwise } from './listwise-network.js';
import { scaleFeatures } from './scale-features.js';
import type { SecondStageExample } from './second-stage-examples.js';
import { SECOND_STAGE_DEFAULTS, type SecondStageRecipe } from './second-stage-recipe.js';

const FEATURES = 4;
const RECENCY = 1;
const RECIPE: SecondStageRecipe = { ...SECOND_STAGE_DEFAULTS, hidden: 8, batchSize: 16, epochs: 6, learningRate: 0.02 };

/** A base that knows nothing. */
const NOTHING = new Float32Array(FEATURES);

/** Sessions of 3 to 10 candidates, scaled; the two with the largest second feature were purchased, the rest is noise of other scales. */
function planted(sessions: number, seed: number): SecondStageExample[] {
  const random = createRandom(seed);
  const examples = Array.from({ length: sessions }, (): SecondStageExample => {
    const candidates = 3 + Math.floor(8 * random());
    const features = Float16Array.from({ length: candidates * FEATURES }, (_, at) =>
      at % FEATURES === 3 ? 7 : (at % FEATURES) * 100 + 10 * random(),
    );
    const recency = (place: number): number => features[place * FEATURES + RECENCY]!;
    const order = Array.from({ length: candidates }, (_, place) => place).sort((a, b) => recency(b) - recency(a));
    return { features, purchased: Int32Array.from(order.slice(0, 2)), candidates };
  });
  scaleFeatures(examples, FEATURES);
  return examples;
}

const learn = (examples: readonly SecondStageExample[], recipe = RECIPE, seed = 3, signal?: AbortSignal) =>
  trainListwise(examples, NOTHING, recipe, seed, () => undefined, signal);

/** Weights for features that are scaled already. */
const unscaled = (learned: ListwiseWeights): SecondStageWeights => ({
  mean: new Float32Array(FEATURES),
  deviation: new Float32Array(FEATURES).fill(1),
  ...learned,
});

/** Share of sessions whose best by score is the best by recency. */
function firstRight(learned: ListwiseWeights, examples: readonly SecondStageExample[]): number {
  const network = new SecondStageNetwork(unscaled(learned));
  const right = examples.filter(({ features, purchased, candidates }) => {
    const scores = network.score(Float32Array.from(features), candidates);
    return scores.indexOf(Math.max(...scores)) === purchased[0];
  });
  return right.length / examples.length;
}

const parametersOf = (weights: ListwiseWeights): Parameters => {
  const [hidden, narrow] = [weights.firstBias.length, weights.secondBias.length];
  const shapes: Record<keyof typeof weights, number[]> = {
    ...{ first: [FEATURES, hidden], firstBias: [hidden], second: [hidden, narrow], secondBias: [narrow] },
    ...{ last: [narrow, 1], linear: [FEATURES, 1] },
  };
  return new Map(
    Object.entries(weights).map(([name, values]) => [name, tf.tensor(values, shapes[name as keyof typeof weights])]),
  );
};

describe('listwiseLoss', () => {
  it('equals a computation by hand', () => {
    // The score of a candidate is its second feature, and once more by the base: s = 2, 0, 4 and 6, −2.
    const weights: ListwiseWeights = {
      first: new Float32Array(FEATURES * 2),
      firstBias: new Float32Array(2),
      second: new Float32Array(2),
      secondBias: new Float32Array(1),
      last: new Float32Array(1),
      linear: Float32Array.of(0, 1, 0, 0),
    };
    const rows = (...seconds: number[]): Float16Array => Float16Array.from(seconds.flatMap((x) => [9, x, 9, 9]));
    const simple = Float32Array.of(0, 1, 0, 0);
    const batch = [
      { features: rows(1, 0, 2), purchased: Int32Array.of(0, 2), candidates: 3 },
      { features: rows(3, -1), purchased: Int32Array.of(1), candidates: 2 },
    ];
    const parameters = parametersOf(weights);
    const value = tf.tidy(() => listwiseLoss(layOut(batch, simple), parameters));
    const { exp, log, SQRT2 } = Math;
    const first = log(exp(2) + 1 + exp(4)) - (2 + 4) / 2;
    const second = log(exp(6) + exp(-2)) + 2;
    expect(value.dataSync()[0]).toBeCloseTo((SQRT2 * first + second) / (SQRT2 + 1), 5);
    tf.dispose([value, ...parameters.values()]);
  });
});

describe('trainListwise', () => {
  it('learns what decides, and ranks unseen sessions by it', async () => {
    const losses: ListwiseProgress[] = [];
    const examples = planted(320, 1);
    const weights = await trainListwise(examples, NOTHING, RECIPE, 3, (progress) => losses.push(progress));
    expect(firstRight(weights, planted(200, 2))).toBeGreaterThan(0.9);
    // With two purchases, ln 2 is the lowest possible loss.
    const above = ({ loss }: ListwiseProgress): number => loss - Math.LN2;
    expect(above(losses.at(-1)!)).toBeLessThan(0.6 * above(losses[0]!));
    const steps = (320 / RECIPE.batchSize) * RECIPE.epochs;
    expect(losses.map(({ step }) => step)).toEqual(Array.from({ length: steps / 10 }, (_, i) => 10 * (i + 1)));
    expect(losses.every((progress) => progress.steps === steps)).toBe(true);
    // Nothing is learned if the purchases are noise.
    const blind = examples.map((example, n) => ({ ...example, purchased: Int32Array.of(n % 3) }));
    expect(firstRight(await learn(blind), planted(200, 2))).toBeLessThan(0.5);
  });

  it('gives weights that score like the trained network', async () => {
    const weights = await learn(planted(64, 4));
    const examples = planted(5, 5);
    const parameters = parametersOf(weights);
    const network = new SecondStageNetwork(unscaled(weights));
    const batch = layOut(examples, NOTHING);
    const all = tf.tidy(() =>
      networkScores(tf.tensor2d(batch.rows, [batch.sessions * batch.places, FEATURES]), parameters),
    );
    const trained = all.dataSync();
    examples.forEach(({ features, candidates }, n) => {
      network.score(Float32Array.from(features), candidates).forEach((score, place) => {
        expect(score).toBeCloseTo(trained[n * batch.places + place]!, 4);
      });
    });
    tf.dispose([all, ...parameters.values()]);
  });

  it('gives the same bits for the same examples and seed, and leaves nothing behind', async () => {
    const examples = planted(64, 6);
    const before = tf.memory().numTensors;
    const weights = await learn(examples);
    expect(await learn(examples)).toEqual(weights);
    expect(tf.memory().numTensors).toBe(before);
    expect((await learn(examples, RECIPE, 4)).first).not.toEqual(weights.first);
  });

  it('does not depend on the order of the candidates', async () => {
    const examples = planted(64, 7);
    const random = createRandom(8);
    const moved = examples.map(({ features, purchased, candidates }): SecondStageExample => {
      const order = shuffle(
        random,
        Array.from({ length: candidates }, (_, place) => place),
      );
      return {
        features: Float16Array.from(
          order.flatMap((place) => [...features.subarray(place * FEATURES, (place + 1) * FEATURES)]),
        ),
        purchased: purchased.map((place) => order.indexOf(place)).sort(),
        candidates,
      };
    });
    const recipe = { ...RECIPE, epochs: 1 };
    const [here, there] = [await learn(examples, recipe), await learn(moved, recipe)];
    for (const [name, values] of Object.entries(here)) {
      const other = there[name as keyof ListwiseWeights];
      values.forEach((x: number, i: number) => {
        expect(Math.abs(x - other[i]!), name).toBeLessThan(1e-3 * (1 + Math.abs(x)));
      });
    }
  });

  it('accepts a batch with fewer sessions than the batch size', async () => {
    const losses: ListwiseProgress[] = [];
    await trainListwise(planted(3, 9), NOTHING, { ...RECIPE, epochs: 2 }, 1, (progress) => losses.push(progress));
    expect(losses.map(({ step, steps }) => [step, steps])).toEqual([[2, 2]]);
  });

  it('stops at an abort and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    await expect(learn(planted(64, 1), RECIPE, 1, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });
});
