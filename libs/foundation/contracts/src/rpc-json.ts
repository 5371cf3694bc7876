import {
  parseConfirmImpressionRequest,
  parseDeleteItemsRequest,
  parseDeleteUserRequest,
  parseSetContextRequest,
  parseTrackRequest,
  parseUpsertItemsRequest,
  parseUpsertUsersRequest,
} from './event-request-from-json.js';
import type * as event from './generated/stars/v1/event_service.js';
import type * as recommendation from './generated/stars/v1/recommendation_service.js';
import type { JsonObject } from './json-fields.js';
import { parseRecommendBatchRequest, parseRecommendRequest, parseSimilarItemsRequest } from './recommend-from-json.js';
import {
  recommendBatchResponseToJson,
  recommendResponseToJson,
  similarItemsResponseToJson,
} from './response-to-json.js';

/** The request and the response of each rpc, by its name. */
export interface RpcMessages {
  Recommend: { request: recommendation.RecommendRequest; response: recommendation.RecommendResponse };
  RecommendBatch: { request: recommendation.RecommendBatchRequest; response: recommendation.RecommendBatchResponse };
  SimilarItems: { request: recommendation.SimilarItemsRequest; response: recommendation.SimilarItemsResponse };
  Track: { request: event.TrackRequest; response: event.TrackResponse };
  UpsertItems: { request: event.UpsertItemsRequest; response: event.UpsertItemsResponse };
  DeleteItems: { request: event.DeleteItemsRequest; response: event.DeleteItemsResponse };
  UpsertUsers: { request: event.UpsertUsersRequest; response: event.UpsertUsersResponse };
  DeleteUser: { request: event.DeleteUserRequest; response: event.DeleteUserResponse };
  SetContext: { request: event.SetContextRequest; response: event.SetContextResponse };
  ConfirmImpression: { request: event.ConfirmImpressionRequest; response: event.ConfirmImpressionResponse };
}

export type RpcName = keyof RpcMessages;

interface RpcJson<M extends RpcName> {
  requestFromJson: (json: unknown) => RpcMessages[M]['request'];
  responseToJson: (response: RpcMessages[M]['response']) => JsonObject;
}

const acceptedToJson = ({ accepted }: { accepted: number }): JsonObject => ({ accepted });
const emptyToJson = (): JsonObject => ({});

const RPC_JSON: { [M in RpcName]: RpcJson<M> } = {
  Recommend: {
    requestFromJson: (json) => parseRecommendRequest(json, '', 'reject'),
    responseToJson: recommendResponseToJson,
  },
  RecommendBatch: {
    requestFromJson: (json) => parseRecommendBatchRequest(json, '', 'reject'),
    responseToJson: recommendBatchResponseToJson,
  },
  SimilarItems: {
    requestFromJson: (json) => parseSimilarItemsRequest(json, '', 'reject'),
    responseToJson: similarItemsResponseToJson,
  },
  Track: {
    requestFromJson: parseTrackRequest,
    responseToJson: ({ accepted, duplicates }) => ({ accepted, duplicates }),
  },
  UpsertItems: { requestFromJson: parseUpsertItemsRequest, responseToJson: acceptedToJson },
  DeleteItems: { requestFromJson: parseDeleteItemsRequest, responseToJson: acceptedToJson },
  UpsertUsers: { requestFromJson: parseUpsertUsersRequest, responseToJson: acceptedToJson },
  DeleteUser: { requestFromJson: parseDeleteUserRequest, responseToJson: emptyToJson },
  SetContext: { requestFromJson: parseSetContextRequest, responseToJson: acceptedToJson },
  ConfirmImpression: { requestFromJson: parseConfirmImpressionRequest, responseToJson: emptyToJson },
};

/** Every rpc of both services. */
export const RPC_NAMES = Object.keys(RPC_JSON) as readonly RpcName[];

/**
 * A body of the HTTP API → the rpc's request. Strict about names and types; the handler checks required fields and limits,
 * as for gRPC. Enum values by their short or their proto name.
 * Errors: `STARS_INVALID_FIELD`, `STARS_UNKNOWN_TYPE`, `STARS_INVALID_TIME`, `STARS_TOO_LARGE` (a filter's depth).
 */
export function requestFromJson<M extends RpcName>(method: M, json: unknown): RpcMessages[M]['request'] {
  return RPC_JSON[method].requestFromJson(json);
}

/** The rpc's response as the HTTP API writes it: snake_case, ISO times, short enum names. */
export function responseToJson<M extends RpcName>(method: M, response: RpcMessages[M]['response']): JsonObject {
  return RPC_JSON[method].responseToJson(response);
}
