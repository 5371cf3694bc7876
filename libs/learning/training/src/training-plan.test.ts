import { REPEAT_AGES } from '@stars/features';
import { ALL_PARTS, createRandom, SIZES, type SizeName } from '@stars/model';
import { describe, expect, it } from 'vitest';
import { RECIPES, type TrainingRecipe } from './recipe.js';
import { ITEMS, thirtyItems } from './testing/thirty-items.js';
import { planTraining } from './training-plan.js';

const PLACE = { timeZone: 'UTC', country: 'US' };
const data = thirtyItems();
const plan = (size: SizeName, changes: Partial<TrainingRecipe> = {}) =>
  planTraining(data, { ...RECIPES[size], minItemCount: 1, ...changes }, PLACE, () => true);
/** The arrays of an epoch's first step. */
function firstBatch(changes: Partial<TrainingRecipe>) {
  const { batches } = plan('tiny', changes);
  const random = createRandom(3);
  return batches.build([...batches.plan(random)][0]!, random);
}

describe('planTraining', () => {
  it.each(Object.keys(RECIPES) as SizeName[])('plans the model of the recipe of %s', (size) => {
    const { config } = plan(size);
    expect(config).toMatchObject({
      width: SIZES[size].width,
      // A prior that serves is one dimension more.
      servingWidth: SIZES[size].servingWidth + (size === 'small' ? 1 : 0),
      itemCount: 30,
      tagCount: 2,
      // Embeddings of twelve numbers stay at twelve, whatever the recipe's width.
      contentWidth: 12,
      parts: { ...ALL_PARTS, repeat: size !== 'paper' },
      repeatAges: size === 'paper' ? 0 : REPEAT_AGES.length,
      auxiliary: RECIPES[size].auxiliaryWeight > 0,
    });
  });

  it('gives the paper’s model its parts: the prior in training, L_neg, L_aux and hard negatives', () => {
    expect(plan('paper').config).toMatchObject({ priorWeight: 1, priorPlace: 'train', auxiliary: true });
    const { negativeWeight, hardNegatives } = RECIPES.paper;
    expect([negativeWeight > 0, hardNegatives > 0]).toEqual([true, true]);
  });

  it('appends a dimension for a serving prior; has offsets for signals if tokens carry context', () => {
    const size = { ...SIZES.tiny, priorWeight: 1, priorPlace: 'serve', offsetBound: 0.5 } as const;
    // Thanksgiving lies within the log.
    const { config } = plan('tiny', { size });
    expect(config.signalWidth).toBeGreaterThan(0);
    expect(config).toMatchObject({ servingWidth: SIZES.tiny.servingWidth + 1, offsetBound: 0.5 });
    expect(plan('tiny', { size, parts: { ...ALL_PARTS, context: false } }).config).toMatchObject({ offsetBound: 0 });
  });
});

describe('the prior', () => {
  // 465 interactions; α = 1 and 30 items.
  const logP = (count: number): number => Math.log((count + 1) / (465 + 30));
  const sized = (priorPlace: 'train' | 'serve' | 'both' | 'none', priorWeight = 0.5) => ({
    size: { ...SIZES.tiny, priorPlace, priorWeight },
    candidates: 1000,
  });

  it.each([
    ['train', true, false],
    ['serve', false, true],
    ['both', true, true],
    ['none', false, false],
  ] as const)('in %s: in training %s, in serving %s', (priorPlace, trains, serves) => {
    const { offset } = firstBatch(sized(priorPlace));
    ITEMS.forEach((_, i) => {
      expect(offset[i]).toBeCloseTo(trains ? 0.5 * logP(i + 1) : 0, 5);
    });
    const { servingPrior } = plan('tiny', sized(priorPlace));
    if (!serves) expect(servingPrior).toBeUndefined();
    else {
      const expected = [...ITEMS.map((_, i) => 0.5 * logP(i + 1)), 0.5 * logP(0)];
      expect([...servingPrior!]).toEqual(expected.map((x) => expect.closeTo(x, 5)));
    }
  });

  it('is added if its weight is below 0', () => {
    expect(firstBatch(sized('train', -1)).offset[3]).toBeCloseTo(-logP(4), 5);
  });
});

describe('the target kind', () => {
  it('is stored with the inputs, and changes nothing else if the log has no other kind', () => {
    const { spec, items } = plan('small', { target: 'purchase' });
    const { spec: without, items: same } = plan('small');
    expect(spec).toEqual({ ...without, target: 'purchase' });
    expect(items).toEqual(same);
    expect(firstBatch({ target: 'purchase' })).toEqual(firstBatch({}));
  });

  it('must be in the log', () => {
    expect(() => plan('tiny', { target: 'view' })).toThrow(
      expect.objectContaining({ code: 'STARS_NOT_ENOUGH_DATA', field: 'target' }),
    );
  });
});

describe('a recipe’s negatives', () => {
  it('are corrected only if candidates are sampled', () => {
    const sampled = { candidates: 12, subclassShare: 0.5 };
    expect(firstBatch(sampled).logQ?.length).toBe(firstBatch(sampled).candidates);
    expect(firstBatch({ candidates: 1000 })).not.toHaveProperty('logQ');
  });
});
