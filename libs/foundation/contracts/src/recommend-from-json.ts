import { RECOMMEND_MODE_NAMES } from './enum-names.js';
import { parseInteraction } from './event-from-json.js';
import { joinPath } from './field-path.js';
import { parseFilter } from './filter-from-json.js';
import type { Filter } from './generated/stars/v1/filter.js';
import {
  type RecommendBatchRequest,
  RecommendMode,
  type RecommendRequest,
  type SimilarItemsRequest,
} from './generated/stars/v1/recommendation_service.js';
import { JsonFields, type UnknownFields } from './json-fields.js';
import { parseExploration, parseListRules } from './list-rules-from-json.js';
import { validateRecommendRequest } from './validate-recommend.js';

/** The JSON of a request → a request checked and filled as by `validateRecommendRequest`. Unknown fields are errors. */
export function recommendRequestFromJson(row: unknown, path = ''): RecommendRequest {
  return validateRecommendRequest(parseRecommendRequest(row, path, 'reject'), path);
}

/** The types only; what must be there is checked later. */
export function parseRecommendRequest(row: unknown, path: string, unknown: UnknownFields): RecommendRequest {
  const json = new JsonFields(row, path, unknown);
  const mode = json.raw('mode');
  const request: RecommendRequest = {
    tenantId: json.string('tenant_id'),
    userId: json.string('user_id'),
    k: json.number('k'),
    region: json.string('region'),
    surface: json.string('surface'),
    mode:
      mode === undefined || mode === ''
        ? RecommendMode.RECOMMEND_MODE_UNSPECIFIED
        : RECOMMEND_MODE_NAMES.parse(mode, path, 'mode'),
    filter: optionalFilter(json),
    time: json.time('time'),
    recentEvents: json.list('recent_events', (event, at) => parseInteraction(event, at, unknown)),
    ...parseListRules(json),
    excludePurchased: json.boolean('exclude_purchased'),
    exploration: parseExploration(json),
    explain: json.optionalBoolean('explain'),
  };
  json.done();
  return request;
}

/** The types only; what must be there is checked later. */
export function parseRecommendBatchRequest(row: unknown, path: string, unknown: UnknownFields): RecommendBatchRequest {
  const json = new JsonFields(row, path, unknown);
  const requests = json.list('requests', (request, at) => parseRecommendRequest(request, at, unknown));
  json.done();
  return { requests };
}

/** The types only; what must be there is checked later. */
export function parseSimilarItemsRequest(row: unknown, path: string, unknown: UnknownFields): SimilarItemsRequest {
  const json = new JsonFields(row, path, unknown);
  const request = {
    tenantId: json.string('tenant_id'),
    itemId: json.string('item_id'),
    k: json.number('k'),
    region: json.string('region'),
    filter: optionalFilter(json),
    ...parseListRules(json),
  };
  json.done();
  return request;
}

function optionalFilter(json: JsonFields): Filter | undefined {
  const filter = json.raw('filter');
  return filter === undefined ? undefined : parseFilter(filter, joinPath(json.path, 'filter'));
}
