import { problem } from '../field-problem.js';
import * as generated from '../generated/stars/v1/recommendation_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { CANDIDATE_SOURCE_NAMES, ITEM_OUTCOME_NAMES } from './enum-names.js';
import { ruleEffect } from './rules.js';

const scoreParts = kind.message(generated.ScoreParts, {
  generalInterest: kind.anyNumber,
  nextIntent: kind.anyNumber,
  buyAgain: kind.anyNumber,
  offsets: kind.map(LIMITS.signals, kind.anyNumber),
  diversity: kind.anyNumber,
  exploration: kind.anyNumber,
  coverage: kind.anyNumber,
  secondStage: kind.map(LIMITS.scoreShares, kind.anyNumber),
  repeat: kind.anyNumber,
  popularity: kind.anyNumber,
  fatigue: kind.anyNumber,
  boost: kind.anyNumber,
});

const itemDetails = kind.message(generated.ItemDetails, {
  price: kind.optional(kind.anyNumber),
  salePrice: kind.optional(kind.anyNumber),
  image: kind.optional(kind.anyText),
  link: kind.optional(kind.anyText),
  priceBefore: kind.optional(kind.anyNumber),
});

const recommendedItem = kind.message(generated.RecommendedItem, {
  itemId: kind.anyText,
  position: kind.integer(),
  score: kind.anyNumber,
  source: kind.optionalChoice(CANDIDATE_SOURCE_NAMES),
  title: kind.anyText,
  reason: kind.anyText,
  scoreParts: kind.optional(scoreParts),
  propensity: kind.anyNumber,
  reasonCode: kind.anyText,
  reasonArguments: kind.map(LIMITS.reasonArguments, kind.anyText),
  details: kind.optional(itemDetails),
  ruleEffects: kind.list(ruleEffect, 0, LIMITS.rules),
});

const degradation = kind.message(generated.Degradation, { code: kind.anyText, message: kind.anyText });

const answer = { modelVersion: kind.anyText, items: kind.list(recommendedItem), degradations: kind.list(degradation) };

const times = { vectorTime: kind.optionalTime, modelDataUntil: kind.optionalTime, catalogTime: kind.optionalTime };

export const recommendResponse = kind.message(generated.RecommendResponse, {
  recommendationId: kind.anyText,
  ...answer,
  ...times,
  rules: kind.list(kind.anyText),
});

const placementAnswer = kind.message(generated.PlacementAnswer, {
  surface: kind.anyText,
  items: answer.items,
  degradations: answer.degradations,
  rules: kind.list(kind.anyText),
});

export const recommendPageResponse = kind.message(generated.RecommendPageResponse, {
  recommendationId: kind.anyText,
  modelVersion: kind.anyText,
  placements: kind.list(placementAnswer),
  ...times,
});

const groupAnswer = kind.message(generated.GroupAnswer, {
  value: kind.list(kind.anyText),
  score: kind.anyNumber,
  items: answer.items,
});

export const recommendGroupsResponse = kind.message(generated.RecommendGroupsResponse, {
  recommendationId: kind.anyText,
  modelVersion: kind.anyText,
  groups: kind.list(groupAnswer),
  degradations: answer.degradations,
  ...times,
});

export const similarItemsResponse = kind.message(generated.SimilarItemsResponse, answer);

export const popularItemsResponse = kind.message(generated.PopularItemsResponse, answer);

const recommendError = kind.message(generated.RecommendError, {
  code: kind.anyText,
  // Left out if it is empty.
  field: { ...kind.anyText, write: (field) => field || undefined },
  message: kind.anyText,
});

const batchResult = kind.message(generated.RecommendBatchResult, {
  result: kind.oneOf<NonNullable<generated.RecommendBatchResult['result']>>(
    { response: recommendResponse, error: recommendError },
    () => problem('STARS_FIELD_REQUIRED', 'or error is required', 'response'),
  ),
});

export const recommendBatchResponse = kind.message(generated.RecommendBatchResponse, {
  results: kind.list(batchResult),
});

export const previewRuleResponse = kind.message(generated.PreviewRuleResponse, {
  before: kind.optional(placementAnswer),
  after: kind.optional(placementAnswer),
});

export const explainItemResponse = kind.message(generated.ExplainItemResponse, {
  outcome: kind.choice(ITEM_OUTCOME_NAMES),
  position: kind.optional(kind.integer()),
  rule: kind.anyText,
  rank: kind.optional(kind.integer()),
  score: kind.optional(kind.anyNumber),
  lastScore: kind.optional(kind.anyNumber),
  searchRank: kind.optional(kind.integer()),
  degradations: kind.list(degradation),
});
