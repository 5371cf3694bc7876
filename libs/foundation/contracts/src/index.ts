export * from './backfill.js';
export * from './catalog-change.js';
export * from './change-time.js';
export * from './checked-messages.js';
export * from './compile-filter.js';
export { contentHash } from './content-hash.js';
export * from './control-messages.js';
export { decodeContext, type EncodedContext, type EncodedIds } from './decode-context.js';
export * from './decode-message.js';
export * from './dislikes.js';
export * from './encode-event-request.js';
export * from './encode-message.js';
export { EVENT_KINDS, type EventKind, typeOfKind } from './event-kinds.js';
export * from './event-subject.js';
export * from './event-time.js';
export * from './filter-field.js';
export * from './forgotten-until.js';
export * from './generated/stars/v1/activity_service.js';
export * from './generated/stars/v1/catalog.js';
export * from './generated/stars/v1/catalog_service.js';
export * from './generated/stars/v1/context.js';
export * from './generated/stars/v1/event_service.js';
export * from './generated/stars/v1/features.js';
export * from './generated/stars/v1/filter.js';
export * from './generated/stars/v1/interaction.js';
export * from './generated/stars/v1/lookup_service.js';
export * from './generated/stars/v1/model.js';
export * from './generated/stars/v1/model_service.js';
export * from './generated/stars/v1/operations_service.js';
export * from './generated/stars/v1/recommendation_service.js';
export * from './generated/stars/v1/rule_service.js';
export * from './generated/stars/v1/statistics.js';
export * from './generated/stars/v1/surface_service.js';
export * from './generated/stars/v1/user.js';
export * from './grpc-client.js';
export * from './grpc-error.js';
export { IdSet, idBits } from './id-set.js';
export { isIdentify, ofOnePerson } from './identify.js';
export {
  type FieldPatches,
  fieldPatches,
  mergedPatches,
  patched,
  patchesFrom,
} from './item-patches.js';
export * from './item-terms.js';
export type { JsonObject, JsonSchema, ObjectSchema } from './kinds/index.js';
export { isObject } from './kinds/kind.js';
export { DEFAULT_AUDIENCE, DEFAULT_K, DEFAULT_KEY_DAYS, LIMITS } from './limits.js';
export * from './message-key.js';
export {
  interactionTypeName,
  interactionTypeOf,
  RECOMMEND_MODE_NAMES,
  recommendModeName,
} from './messages/enum-names.js';
export { ALL_RULES } from './messages/rules.js';
export { MonotonicVersions } from './monotonic-versions.js';
export { OccurrenceIds } from './occurrence-ids.js';
export * from './own-kinds.js';
export { PROTO_PACKAGE, packageDefinition, type ServiceMethod } from './package-definition.js';
export { countedType } from './ratings.js';
export { RPC_NAMES, type RpcMessages, type RpcName, requestFromJson, responseToJson } from './rpc-json.js';
export * from './rpc-schemas.js';
export { isEngagement, standingEvents, standingPlaces, standingType } from './standing-events.js';
export * from './status-codes.js';
export * from './stored-event-id.js';
export * from './term-filter.js';
export * from './topics.js';
export { EVENT_MEANINGS, type EventMeaning, meaningOf, neededFields } from './trackers/event-meaning.js';
export { analyticsItem, measurementEvents, measurementSubject } from './trackers/measurement-protocol.js';
export { segmentEvents, segmentRows } from './trackers/segment.js';
export type { NotStored, TrackerEvents } from './trackers/tracker-events.js';
export * from './validate-activity.js';
export * from './validate-catalog.js';
export * from './validate-lookup.js';
export * from './validate-models.js';
export * from './validate-operations.js';
export * from './validate-recommend.js';
export * from './validate-rule.js';
export * from './validate-surface.js';
