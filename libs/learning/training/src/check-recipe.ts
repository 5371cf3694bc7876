import { StarsError } from '@stars/errors';
import { TARGET_KINDS } from '@stars/features';
import { ALL_PARTS, PRIOR_PLACES, type StarsSize } from '@stars/model';
import { PURCHASE_DECAYS } from '@stars/ranking';
import { z } from 'zod';
import type { TrainingRecipe } from './recipe.js';
import type { RecipeChanges } from './recipe-changes.js';
import type { SecondStageRecipe } from './second-stage/second-stage-recipe.js';
import type { ValidationRecipe } from './validation-recipe.js';

const count = z.int().min(1);
const whole = z.int().min(0);
const amount = z.number().min(0);
const rate = z.number().positive();
const share = amount.lt(1);
const upToOne = amount.max(1);
const flag = z.boolean();

/** One for each field. */
type Rules<T> = { [K in keyof Required<T>]: z.ZodType };

const changesOf = <T>(rules: Rules<T>) => z.strictObject(rules as Record<string, z.ZodType>).partial();

const RULES: Rules<TrainingRecipe> = {
  epochs: count,
  maxSteps: count,
  batchSize: count,
  learningRate: rate,
  deltaLearningRate: amount,
  deltaFrozenEpochs: whole,
  deltaDropout: share,
  deltaMinCount: whole,
  weightDecay: amount,
  candidates: count,
  subclassShare: upToOne,
  cuts: count,
  horizonDays: rate,
  generalWeight: amount,
  contextDropout: share,
  minItemCount: count,
  negativeWeight: amount,
  auxiliaryWeight: amount,
  hardNegatives: whole,
  positionsPerBasket: whole,
  strictOrder: flag,
  browsing: flag,
  target: z.enum(TARGET_KINDS),
  kindWeights: changesOf<TrainingRecipe['kindWeights']>({ view: amount, add_to_cart: amount, purchase: amount }),
  parts: z.partialRecord(z.enum(Object.keys(ALL_PARTS)), flag),
  size: changesOf<StarsSize>({
    width: count,
    layers: count,
    heads: count,
    feedForward: count,
    dropout: share,
    attentionDropout: share,
    servingWidth: count,
    maxLength: count,
    contentWidth: count,
    tagWidth: count,
    userFeatureWidth: count,
    priorWeight: z.number(),
    priorPlace: z.enum(PRIOR_PLACES),
    priorDays: z.literal([0, ...PURCHASE_DECAYS]),
    tagHidden: whole,
    offsetBound: amount,
  }),
  validation: changesOf<ValidationRecipe>({
    share: rate.lt(1),
    days: rate,
    every: amount,
    patience: whole,
    users: count,
    refit: flag,
  }).nullable(),
  secondStage: changesOf<SecondStageRecipe>({
    sessions: count,
    epochs: count,
    batchSize: count,
    learningRate: rate,
    weightDecay: amount,
    hidden: count.multipleOf(2),
  }).nullable(),
};

const RECIPE_CHANGES = changesOf(RULES);

/** Names of a recipe's fields: a stored recipe of an earlier version may have others. */
export const RECIPE_FIELDS = Object.keys(RULES) as readonly (keyof TrainingRecipe)[];

/**
 * Checks differences from a recipe that come from outside. Null switches `validation` or `secondStage` off.
 * Errors: `STARS_CONFIG_INVALID` with the field's path.
 */
export function checkRecipe(changes: unknown): RecipeChanges {
  const { error } = RECIPE_CHANGES.safeParse(changes);
  if (error) {
    const issue = error.issues[0]!;
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
    const field = path.join('.') || 'recipe';
    throw new StarsError('STARS_CONFIG_INVALID', `${field}: ${issue.message}; see docs/reference/recipes.md`, {
      field,
    });
  }
  const groups = Object.entries(changes as Record<string, unknown>).map(([name, value]) => [name, value ?? undefined]);
  return Object.fromEntries(groups) as RecipeChanges;
}
