import { CANDIDATE_SOURCE_NAMES } from './enum-names.js';
import type {
  Degradation,
  RecommendBatchResponse,
  RecommendBatchResult,
  RecommendedItem,
  RecommendResponse,
  ScoreParts,
  SimilarItemsResponse,
} from './generated/stars/v1/recommendation_service.js';
import type { JsonObject } from './json-fields.js';

/** snake_case, ISO times, short enum names; lists are there when empty, unset optional fields are not. */
export function recommendResponseToJson(response: RecommendResponse): JsonObject {
  return {
    recommendation_id: response.recommendationId,
    model_version: response.modelVersion,
    items: response.items.map(itemToJson),
    degradations: response.degradations.map(degradationToJson),
    ...timeIfKnown('vector_time', response.vectorTime),
    ...timeIfKnown('model_data_until', response.modelDataUntil),
    ...timeIfKnown('catalog_time', response.catalogTime),
  };
}

const degradationToJson = ({ code, message }: Degradation): JsonObject => ({ code, message });

const timeIfKnown = (name: string, time: Date | undefined): JsonObject =>
  time === undefined ? {} : { [name]: time.toISOString() };

export function recommendBatchResponseToJson(response: RecommendBatchResponse): JsonObject {
  return { results: response.results.map(resultToJson) };
}

export function similarItemsResponseToJson(response: SimilarItemsResponse): JsonObject {
  return {
    model_version: response.modelVersion,
    items: response.items.map(itemToJson),
    degradations: response.degradations.map(degradationToJson),
  };
}

function resultToJson({ result }: RecommendBatchResult): JsonObject {
  if (result?.$case === 'response') return { response: recommendResponseToJson(result.value) };
  if (result?.$case === 'error') {
    const { code, field, message } = result.value;
    return { error: { code, ...(field === '' ? {} : { field }), message } };
  }
  return {};
}

function itemToJson(item: RecommendedItem): JsonObject {
  const source = CANDIDATE_SOURCE_NAMES.shortName(item.source);
  return {
    item_id: item.itemId,
    position: item.position,
    score: item.score,
    ...(source === undefined ? {} : { source }),
    title: item.title,
    reason: item.reason,
    ...(item.scoreParts === undefined ? {} : { score_parts: partsToJson(item.scoreParts) }),
    propensity: item.propensity,
  };
}

function partsToJson(parts: ScoreParts): JsonObject {
  return {
    general_interest: parts.generalInterest,
    next_intent: parts.nextIntent,
    buy_again: parts.buyAgain,
    offsets: parts.offsets,
    diversity: parts.diversity,
    exploration: parts.exploration,
  };
}
