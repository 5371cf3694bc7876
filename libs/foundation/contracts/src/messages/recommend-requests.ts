import { problem } from '../field-problem.js';
import * as generated from '../generated/stars/v1/recommendation_service.js';
import * as kind from '../kinds/index.js';
import { DEFAULT_K, LIMITS } from '../limits.js';
import { DIVERSITY_METHOD_NAMES, RECOMMEND_MODE_NAMES } from './enum-names.js';
import { recentEvent } from './events.js';
import { filter } from './filter.js';

const share = kind.number(0, 1);

const diversity = kind.message(generated.Diversity, {
  method: kind.optionalChoice(DIVERSITY_METHOD_NAMES),
  strength: share,
  relevanceBudget: kind.optional(share),
});

const categoryCap = kind.message(generated.CategoryCap, {
  level: kind.optional(kind.integer(0, LIMITS.categoryLevels - 1)),
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

/** 0 is `DEFAULT_K`. */
const k = kind.described(kind.integer(0, LIMITS.k), { default: DEFAULT_K });

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

export const recommendRequest = kind.message(
  generated.RecommendRequest,
  {
    userId: kind.id,
    ...anyList,
    surface: kind.optionalId,
    mode: kind.optionalChoice(RECOMMEND_MODE_NAMES),
    time: kind.optionalTime,
    recentEvents: kind.list(recentEvent, 0, LIMITS.recentEvents),
    candidateItemIds: kind.list(kind.id, 0, LIMITS.candidateItems),
    excludePurchased: kind.optional(kind.boolean),
    coverage: kind.optional(coverage),
    exploration: kind.optional(exploration),
    explain: kind.optional(kind.boolean),
    withoutProfile: kind.optional(kind.boolean),
    scoreParts: kind.optional(kind.boolean),
  },
  {
    whole({ k, ...rules }) {
      for (const rule of ['coverage', 'exploration'] as const) {
        const { places } = rules[rule] ?? { places: 0 };
        if (places > k) throw problem('STARS_OUT_OF_RANGE', `is ${places}, and must be from 0 to ${k}`, rule, 'places');
      }
    },
  },
);

/** Each request is checked and answered separately. */
export const recommendBatchRequest = kind.message(generated.RecommendBatchRequest, {
  requests: kind.list({ ...recommendRequest, check: () => {} }, 1, LIMITS.batchRequests),
});

export const similarItemsRequest = kind.message(generated.SimilarItemsRequest, { itemId: kind.id, ...anyList });

export const popularItemsRequest = kind.message(generated.PopularItemsRequest, popularList);
