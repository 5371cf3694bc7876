export { asBackfill, isBackfill } from './backfill.js';
export { catalogItemFromJson } from './catalog-from-json.js';
export { madeAt, madeWith, timeOfChange } from './change-time.js';
export { checkCatalogDelete, checkCatalogItem } from './check-catalog.js';
export { checkContextSignal } from './check-context.js';
export { checkImpression, checkInteraction } from './check-event.js';
export { checkItemFeatures } from './check-features.js';
export { checkFilterFields } from './check-filter.js';
export { checkModelManifest, checkRollOut, checkServedModel, checkServeRequest } from './check-model.js';
export { checkUserDelete, checkUserUpdate } from './check-user.js';
export { contextFromJson } from './context-from-json.js';
export { decodeMessage, type MessageOfTopic } from './decode-message.js';
export { encodeCatalogDelete, encodeCatalogUpsert } from './encode-catalog.js';
export { encodeContextSignal } from './encode-context.js';
export { encodeImpression, encodeInteraction } from './encode-event.js';
export {
  type EncodedTrack,
  encodeConfirmImpression,
  encodeDeleteItems,
  encodeDeleteUser,
  encodeSetContext,
  encodeTrack,
  encodeUpsertItems,
  encodeUpsertUsers,
} from './encode-event-request.js';
export {
  encodeItemFeatures,
  encodeModelManifest,
  encodeRollOut,
  encodeServedModel,
  encodeServeRequest,
} from './encode-model.js';
export { encodeUserDelete, encodeUserUpsert } from './encode-user.js';
export type { EncodedMessage } from './encoded-message.js';
export { CANDIDATE_SOURCE_NAMES, type EnumNames, INTERACTION_TYPE_NAMES, RECOMMEND_MODE_NAMES } from './enum-names.js';
export { impressionFromJson, interactionFromJson } from './event-from-json.js';
export { attributeOf, FILTER_FIELDS, type FilterFields, filterFieldsOf, regionStock } from './filter-field.js';
export { filterFromJson } from './filter-from-json.js';
export * from './generated/stars/v1/catalog.js';
export * from './generated/stars/v1/context.js';
export * from './generated/stars/v1/event_service.js';
export * from './generated/stars/v1/features.js';
export * from './generated/stars/v1/filter.js';
export * from './generated/stars/v1/interaction.js';
export * from './generated/stars/v1/model.js';
export * from './generated/stars/v1/recommendation_service.js';
export * from './generated/stars/v1/user.js';
export {
  type CallSettings,
  type EventClient,
  eventClient,
  type PromiseClient,
  type RecommendationClient,
  recommendationClient,
} from './grpc-client.js';
export {
  ERROR_CODE_METADATA,
  ERROR_FIELD_METADATA,
  fromGrpcFailure,
  type GrpcFailure,
  toGrpcFailure,
} from './grpc-error.js';
export { parseTime } from './iso-time.js';
export {
  attributeTerm,
  escapeName,
  type ItemTerms,
  itemTerms,
  regionTerm,
  SOLD_EVERYWHERE,
} from './item-terms.js';
export type { JsonObject } from './json-fields.js';
export { LIMITS } from './limits.js';
export { type CompiledFilter, compileFilter, matchesFilter, soldIn } from './match-filter.js';
export { messageKey, tenantOf } from './message-key.js';
export { MonotonicVersions } from './monotonic-versions.js';
export { OccurrenceIds } from './occurrence-ids.js';
export { PROTO_PACKAGE, packageDefinition } from './package-definition.js';
export { protoFolder, SERVICE_PROTOS } from './proto-folder.js';
export { recommendRequestFromJson } from './recommend-from-json.js';
export {
  recommendBatchResponseToJson,
  recommendResponseToJson,
  similarItemsResponseToJson,
} from './response-to-json.js';
export { RPC_NAMES, type RpcMessages, type RpcName, requestFromJson, responseToJson } from './rpc-json.js';
export { GRPC_STATUS, grpcStatusOf, httpStatusOf, STATUS_OF_CODE } from './status-codes.js';
export { checkTagCorrection, encodeTagCorrection, tagCorrectionFromJson } from './tag-correction.js';
export { type TermField, type TermFilter, toTermFilter } from './term-filter.js';
export * from './topics.js';
export { userFromJson } from './user-from-json.js';
export {
  validateRecommendBatchRequest,
  validateRecommendRequest,
  validateSimilarItemsRequest,
} from './validate-recommend.js';
