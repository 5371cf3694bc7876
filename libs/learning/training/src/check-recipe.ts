import { StarsError } from '@stars/errors';
import { TARGET_KINDS } from '@stars/features';
import { ALL_PARTS, PRIOR_PLACES, type StarsSize } from '@stars/model';
import { PURCHASE_DECAYS } from '@stars/ranking';
import type { TrainingRecipe } from './recipe.js';
import { RECIPE_GROUPS, type RecipeChanges } from './recipe-changes.js';
import type { SecondStageRecipe } from './second-stage/second-stage-recipe.js';
import type { ValidationRecipe } from './validation-recipe.js';

interface Rule {
  says: string;
  holds: (value: unknown) => boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const count: Rule = { says: 'a whole number of 1 or more', holds: (x) => Number.isSafeInteger(x) && Number(x) >= 1 };
const whole: Rule = { says: 'a whole number of 0 or more', holds: (x) => Number.isSafeInteger(x) && Number(x) >= 0 };
const amount: Rule = { says: 'a number of 0 or more', holds: (x) => isNumber(x) && x >= 0 };
const rate: Rule = { says: 'a number above 0', holds: (x) => isNumber(x) && x > 0 };
const share: Rule = { says: 'a number in [0, 1)', holds: (x) => isNumber(x) && x >= 0 && x < 1 };
const openShare: Rule = { says: 'a number in (0, 1)', holds: (x) => isNumber(x) && x > 0 && x < 1 };
const upToOne: Rule = { says: 'a number in [0, 1]', holds: (x) => isNumber(x) && x >= 0 && x <= 1 };
const flag: Rule = { says: 'true or false', holds: (x) => typeof x === 'boolean' };
const oneOf = (...names: string[]): Rule => ({ says: names.join(' or '), holds: (x) => names.includes(x as string) });

/** Has its own check. */
const group: Rule = { says: '', holds: () => true };

type Rules<T> = { [K in keyof Required<T>]: Rule };

const RULES: Omit<Rules<TrainingRecipe>, (typeof RECIPE_GROUPS)[number]> = {
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
  target: oneOf(...TARGET_KINDS),
};

const FIELD_RULES = { ...RULES, ...Object.fromEntries(RECIPE_GROUPS.map((name) => [name, group])) };

/** Names of a recipe's fields: a stored recipe of an earlier version may have others. */
export const RECIPE_FIELDS = Object.keys(FIELD_RULES) as readonly (keyof TrainingRecipe)[];

const VALIDATION_RULES: Rules<ValidationRecipe> = {
  share: openShare,
  days: rate,
  every: amount,
  patience: whole,
  users: count,
  refit: flag,
};

const SIZE_RULES: Rules<StarsSize> = {
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
  priorWeight: { says: 'a number', holds: isNumber },
  priorPlace: oneOf(...PRIOR_PLACES),
  priorDays: {
    says: `0 or one of ${PURCHASE_DECAYS.join(', ')}`,
    holds: (x) => [0, ...PURCHASE_DECAYS].includes(x as number),
  },
  tagHidden: whole,
  offsetBound: amount,
};

const SECOND_STAGE_RULES: Rules<SecondStageRecipe> = {
  sessions: count,
  epochs: count,
  batchSize: count,
  learningRate: rate,
  weightDecay: amount,
  hidden: { says: 'an even whole number of 2 or more', holds: (x) => count.holds(x) && Number(x) % 2 === 0 },
};

const KIND_WEIGHTS: Rules<TrainingRecipe['kindWeights']> = { view: amount, add_to_cart: amount, purchase: amount };

const GROUP_RULES: Record<(typeof RECIPE_GROUPS)[number], Record<string, Rule>> = {
  size: SIZE_RULES,
  parts: Object.fromEntries(Object.keys(ALL_PARTS).map((name) => [name, flag])),
  validation: VALIDATION_RULES,
  secondStage: SECOND_STAGE_RULES,
  kindWeights: KIND_WEIGHTS,
};
const CAN_BE_OFF = ['validation', 'secondStage'];

function checkGroup(path: string, group: unknown, rules: Record<string, Rule>): Record<string, unknown> {
  if (typeof group !== 'object' || group === null || Array.isArray(group)) {
    throw new StarsError('STARS_CONFIG_INVALID', `${path || 'a recipe'} is an object of named values`, {
      field: path || 'recipe',
    });
  }
  for (const [name, value] of Object.entries(group)) {
    const field = path ? `${path}.${name}` : name;
    const rule = rules[name];
    if (!rule) {
      const known = Object.keys(rules).join(', ');
      throw new StarsError('STARS_CONFIG_INVALID', `a recipe has no ${field}; it has ${known}`, { field });
    }
    if (!rule.holds(value)) {
      throw new StarsError('STARS_CONFIG_INVALID', `${field} is ${rule.says}, not ${JSON.stringify(value)}`, { field });
    }
  }
  return group as Record<string, unknown>;
}

/**
 * Checks differences from a recipe that come from outside. Null switches `validation` or `secondStage` off.
 * Errors: `STARS_CONFIG_INVALID` with the field's path.
 */
export function checkRecipe(changes: unknown): RecipeChanges {
  const checked: Record<string, unknown> = { ...checkGroup('', changes, FIELD_RULES) };
  for (const [name, rules] of Object.entries(GROUP_RULES)) {
    if (checked[name] === null && CAN_BE_OFF.includes(name)) checked[name] = undefined;
    else if (checked[name] !== undefined) checkGroup(name, checked[name], rules);
  }
  return checked as RecipeChanges;
}
