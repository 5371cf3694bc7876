import { problem } from '../field-problem.js';
import { attributeOf } from '../filter-field.js';
import * as generated from '../generated/stars/v1/recommendation_service.js';
import { Surface } from '../generated/stars/v1/surface_service.js';
import * as kind from '../kinds/index.js';
import { DEFAULT_K, LIMITS } from '../limits.js';
import { DIVERSITY_METHOD_NAMES, RECOMMEND_MODE_NAMES } from './enum-names.js';
import { recentEvent } from './events.js';
import { filter } from './filter.js';

const share = kind.number(0, 1);

/** Days in which the weight of a purchase falls to 1/e: statistics of items have these. */
const WINDOWS: readonly number[] = [1, 3, 7, 14, 28, 91];

const NEED_SEEDS: ReadonlySet<generated.RecommendMode> = new Set([
  generated.RecommendMode.RECOMMEND_MODE_GOES_WITH,
  generated.RecommendMode.RECOMMEND_MODE_ALTERNATIVES,
]);

const diversity = kind.message(generated.Diversity, {
  method: kind.optionalChoice(DIVERSITY_METHOD_NAMES),
  strength: share,
  relevanceBudget: kind.optional(share),
});

export const level = kind.integer(0, LIMITS.categoryLevels - 1);

const categoryCap = kind.message(generated.CategoryCap, {
  level: kind.optional(level),
  items: kind.integer(1, LIMITS.k),
});

// One for each possible level, and one for the finest.
const categoryCaps = kind.also(kind.list(categoryCap, 0, LIMITS.categoryLevels + 1), (caps) => {
  const levels = caps.map(({ level }) => level);
  const twice = levels.findIndex((level, index) => levels.indexOf(level) !== index);
  if (twice >= 0) throw problem('STARS_INVALID_FIELD', 'is given twice', twice, 'level');
});

const exploration = kind.message(generated.Exploration, {
  places: kind.integer(0, LIMITS.k),
  rate: share,
  candidates: kind.integer(0, LIMITS.explorationCandidates),
  seed: kind.optional(kind.integer()),
});

const coverage = kind.message(generated.Coverage, {
  places: kind.integer(0, LIMITS.k),
  penalty: kind.optional(kind.number(0, LIMITS.coveragePenalty)),
  within: kind.integer(0, LIMITS.coverageWithin),
});

/** 0 is `DEFAULT_K`. No `default` in the schema: generators would make such a field one that is always there. */
const k = kind.integer(0, LIMITS.k);

const popularList = {
  tenantId: kind.tenant,
  k,
  region: kind.optionalId,
  filter: kind.optional(filter),
  excludeItemIds: kind.list(kind.id, 0, LIMITS.excludedItems),
  categoryCaps,
  deadlineMs: kind.integer(0, LIMITS.deadlineMs),
  language: kind.languageTag,
  details: kind.optional(kind.boolean),
};

/** What a Recommend and a SimilarItems have in common. */
const anyList = { ...popularList, diversity: kind.optional(diversity) };

const days = kind.also(
  kind.integer(),
  (given) => {
    if (!WINDOWS.includes(given))
      throw problem('STARS_OUT_OF_RANGE', `is ${given}, and must be one of ${WINDOWS.join(', ')}`);
  },
  { enum: WINDOWS },
);

/** What a Recommend, a placement of a page and a surface have in common. */
const personalRules = {
  ...{ k, filter: kind.optional(filter), categoryCaps, diversity: kind.optional(diversity) },
  mode: kind.optionalChoice(RECOMMEND_MODE_NAMES),
  windowDays: kind.optional(days),
  excludePurchased: kind.optional(kind.boolean),
  excludeSeen: kind.optional(kind.boolean),
  coverage: kind.optional(coverage),
  exploration: kind.optional(exploration),
  fatigue: kind.optional(kind.number(0, LIMITS.fatigue)),
};

/** What a Recommend and a placement of a page have in common. */
const personalList = {
  ...personalRules,
  surface: kind.optionalId,
  candidateItemIds: kind.list(kind.id, 0, LIMITS.candidateItems),
  seedItemIds: kind.list(kind.id, 0, LIMITS.seedItems),
  seedWeights: kind.list(kind.number(0, LIMITS.seedWeight), 0, LIMITS.seedItems),
};

type Rules = Pick<
  generated.Placement,
  'k' | 'mode' | 'coverage' | 'exploration' | 'candidateItemIds' | 'seedItemIds' | 'seedWeights'
>;

function checkTogether({ k, mode, candidateItemIds, seedItemIds, seedWeights, ...rules }: Rules): void {
  for (const rule of ['coverage', 'exploration'] as const) {
    const { places } = rules[rule] ?? { places: 0 };
    if (places > k) throw problem('STARS_OUT_OF_RANGE', `is ${places}, and must be from 0 to ${k}`, rule, 'places');
  }
  if (mode >= generated.RecommendMode.RECOMMEND_MODE_GOES_WITH && candidateItemIds.length > 0)
    throw problem('STARS_INVALID_FIELD', 'are ranked for a user only, not in this mode', 'candidate_item_ids');
  if (NEED_SEEDS.has(mode) && seedItemIds.length === 0)
    throw problem(
      'STARS_FIELD_REQUIRED',
      `is required in mode ${RECOMMEND_MODE_NAMES.shortName(mode)}`,
      'seed_item_ids',
    );
  if (seedWeights.length > 0 && seedWeights.length !== seedItemIds.length)
    throw problem(
      'STARS_INVALID_FIELD',
      `has ${seedWeights.length} weights of ${seedItemIds.length} seeds`,
      'seed_weights',
    );
}

export const perRequest = {
  pageCategory: kind.text(LIMITS.nameChars),
  ruleTags: kind.list(kind.text(LIMITS.nameChars), 0, LIMITS.ruleTags),
  rules: kind.optional(kind.boolean),
  time: kind.optionalTime,
  recentEvents: kind.list(recentEvent, 0, LIMITS.recentEvents),
  explain: kind.optional(kind.boolean),
  withoutProfile: kind.optional(kind.boolean),
};

export const recommendRequest = kind.message(
  generated.RecommendRequest,
  { userId: kind.id, ...anyList, ...personalList, ...perRequest, scoreParts: kind.optional(kind.boolean) },
  { whole: checkTogether },
);

export const explainItemRequest = kind.message(
  generated.ExplainItemRequest,
  {
    ...{ tenantId: kind.tenant, itemId: kind.id, userId: kind.id, surface: kind.optionalId, region: kind.optionalId },
    ...{ k, mode: personalRules.mode, filter: kind.optional(filter), language: kind.languageTag },
    ...{ pageCategory: perRequest.pageCategory, ruleTags: perRequest.ruleTags, time: kind.optionalTime },
    seedItemIds: personalList.seedItemIds,
    excludeItemIds: popularList.excludeItemIds,
    excludePurchased: kind.optional(kind.boolean),
    excludeSeen: kind.optional(kind.boolean),
  },
  {
    whole: ({ mode, seedItemIds }) => {
      if (NEED_SEEDS.has(mode) && seedItemIds.length === 0)
        throw problem('STARS_FIELD_REQUIRED', 'is required in this mode', 'seed_item_ids');
    },
  },
);

/** Whether its fields fit together is checked once its surface has filled them. */
const placement = kind.message(generated.Placement, personalList);

/** Seeds come with the request. */
export const surface = kind.message(Surface, personalRules, {
  whole: (rules) =>
    checkTogether({ ...rules, k: rules.k || DEFAULT_K, candidateItemIds: [], seedItemIds: ['any'], seedWeights: [] }),
});

const { categoryCaps: _caps, ...plainList } = popularList;
const { k: _k, ...wholePage } = plainList;

export const recommendPageRequest = kind.message(generated.RecommendPageRequest, {
  userId: kind.id,
  ...wholePage,
  surface: kind.optionalId,
  ...perRequest,
  placements: kind.list(placement, 1, LIMITS.placements),
});

/** What lists are grouped, and capped, by. */
export const groupField = kind.also(
  kind.text(LIMITS.nameChars + 'attributes.'.length),
  (field) => {
    if (field === '') throw problem('STARS_FIELD_REQUIRED', 'is required');
    if (field !== 'category' && field !== 'brand' && attributeOf(field) === undefined) {
      const known = 'category, brand, attributes.NAME';
      throw problem('STARS_INVALID_FIELD', `is ${JSON.stringify(field)}, and must be one of ${known}`);
    }
  },
  { pattern: '^(category|brand|attributes\\.[\\s\\S]+)$' },
);

export const recommendGroupsRequest = kind.message(
  generated.RecommendGroupsRequest,
  {
    ...{ userId: kind.id, ...plainList, ...perRequest, surface: kind.optionalId },
    field: groupField,
    level: kind.optional(level),
    k: kind.integer(0, LIMITS.groups),
    items: kind.integer(0, LIMITS.groupItems),
    excludePurchased: kind.optional(kind.boolean),
    excludeSeen: kind.optional(kind.boolean),
  },
  {
    whole: ({ field, level }) => {
      if (level !== undefined && field !== 'category')
        throw problem('STARS_INVALID_FIELD', `is of categories, and the field is ${field}`, 'level');
    },
  },
);

/** Each request is checked and answered separately. */
export const recommendBatchRequest = kind.message(generated.RecommendBatchRequest, {
  requests: kind.list({ ...recommendRequest, check: () => {} }, 1, LIMITS.batchRequests),
});

export const similarItemsRequest = kind.message(generated.SimilarItemsRequest, { itemId: kind.id, ...anyList });

export const popularItemsRequest = kind.message(generated.PopularItemsRequest, popularList);
