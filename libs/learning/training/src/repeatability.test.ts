import { wholeCatalogue } from '@stars/features';
import { createRandom, fillNormal, parameterSpecs, SIZES } from '@stars/model';
import { describe, expect, it } from 'vitest';
import { RECIPES } from './recipe.js';
import { repeatabilityOf } from './repeatability.js';
import type { StoredParameters } from './run/stored-parameters.js';
import { ITEMS, thirtyItems } from './testing/thirty-items.js';
import { planTraining, type TrainingPlan } from './training-plan.js';

const MIN_COUNT = 5;
const recipe = { ...RECIPES.tiny, size: { ...SIZES.tiny, tagHidden: 0 }, minItemCount: 1 };
const plan = planTraining(thirtyItems(), recipe, { timeZone: 'UTC', country: 'US' }, () => true);
const random = createRandom(4);
const weights: StoredParameters = new Map(
  parameterSpecs(plan.config).map(({ name, shape }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return [name, { shape: [...shape], values: fillNormal(random, new Float32Array(size), 1) }];
  }),
);
const valuesOf = (name: string): ArrayLike<number> => weights.get(name)!.values;

/** content_i · w, by the reference page. */
function byHand(item: number, vector: 'general' | 'next'): number {
  const { contentWidth: E, tagWidth: A, tagCount: V } = plan.config;
  const { embedding, tags, deltaRow } = wholeCatalogue(plan.items, MIN_COUNT);
  const w = valuesOf(`repeat.${vector}.items`);
  let sum = 0;
  for (let e = 0; e < E; e++) {
    const delta = deltaRow[item]! < 0 ? 0 : valuesOf('item.delta')[deltaRow[item]! * E + e]!;
    sum += (embedding[item * E + e]! + delta) * w[e]!;
  }
  for (let a = 0; a < A; a++) {
    for (let v = 0; v < V; v++) sum += tags[item * V + v]! * valuesOf('tag.weight')[v * A + a]! * w[E + a]!;
  }
  return sum;
}

const priorsOf = ({ trainedPrior, servingPrior }: TrainingPlan) => ({
  trainedPrior,
  ...(servingPrior ? { servingPrior } : {}),
});

describe('repeatabilityOf', () => {
  it('is content · w of each item, and last the mean by targets: item i of thirty is bought i + 1 times', () => {
    const found = repeatabilityOf(plan, MIN_COUNT, weights)!;
    expect(found).toHaveLength(2 * (ITEMS.length + 1));
    (['general', 'next'] as const).forEach((vector, v) => {
      const expected = ITEMS.map((_, item) => byHand(item, vector));
      expected.forEach((value, item) => {
        expect(found[2 * item + v]).toBeCloseTo(value, 4);
      });
      const mean = expected.reduce((sum, value, item) => sum + (item + 1) * value, 0) / 465;
      expect(found[2 * ITEMS.length + v]).toBeCloseTo(mean, 4);
    });
  });

  it.each(['train', 'serve', 'both', 'none'] as const)(
    'moves as the inner product does if the prior is in %s',
    (priorPlace) => {
      const size = { ...recipe.size, priorPlace, priorWeight: 1 };
      const given = planTraining(thirtyItems(), { ...recipe, size }, { timeZone: 'UTC', country: 'US' }, () => true);
      // Item i of thirty is bought i + 1 times.
      const logP = [...ITEMS.map((_, item) => Math.log((item + 2) / 495)), Math.log(1 / 495)];
      const trained = priorPlace === 'train' || priorPlace === 'both' ? 1 : 0;
      const served = priorPlace === 'serve' || priorPlace === 'both' ? 1 : 0;
      const plain = repeatabilityOf(plan, MIN_COUNT, weights)!;
      repeatabilityOf({ ...plan, ...priorsOf(given) }, MIN_COUNT, weights)!.forEach((value, n) => {
        expect(value).toBeCloseTo(plain[n]! - (served - trained) * logP[Math.floor(n / 2)]!, 4);
      });
    },
  );

  it('is less by what the score of an item loses that nobody chooses', () => {
    const servingPrior = Float32Array.from([...ITEMS, ''], (_, item) => (item === 7 ? 2.5 : 0));
    const plain = repeatabilityOf(plan, MIN_COUNT, weights)!;
    repeatabilityOf({ ...plan, servingPrior }, MIN_COUNT, weights)!.forEach((value, n) => {
      expect(value).toBeCloseTo(plain[n]! - (n === 14 || n === 15 ? 2.5 : 0), 5);
    });
  });

  it('is absent without a repeat head', () => {
    expect(repeatabilityOf({ ...plan, config: { ...plan.config, repeatAges: 0 } }, MIN_COUNT, weights)).toBeUndefined();
  });
});
