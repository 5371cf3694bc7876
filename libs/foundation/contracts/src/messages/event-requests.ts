import * as service from '../generated/stars/v1/event_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { catalogItem, catalogItemDelete, catalogItemPatch } from './catalog.js';
import { contextSignal } from './context.js';
import { impression, interaction } from './events.js';
import { userProfileUpdate } from './users.js';

const elements = <T>(element: kind.Kind<T>): kind.Kind<T[]> => kind.list(element, 1, LIMITS.upsertElements);

/** Both lists together are limited too. */
export const trackRequest = kind.message(service.TrackRequest, {
  interactions: kind.list(interaction, 0, LIMITS.trackEvents),
  impressions: kind.list(impression, 0, LIMITS.trackEvents),
});
export const upsertItemsRequest = kind.message(service.UpsertItemsRequest, { items: elements(catalogItem) });
export const patchItemsRequest = kind.message(service.PatchItemsRequest, { items: elements(catalogItemPatch) });
export const deleteItemsRequest = kind.message(service.DeleteItemsRequest, { items: elements(catalogItemDelete) });
export const upsertUsersRequest = kind.message(service.UpsertUsersRequest, { users: elements(userProfileUpdate) });
export const deleteUserRequest = kind.message(service.DeleteUserRequest, { tenantId: kind.tenant, userId: kind.id });
export const objectToProfilingRequest = kind.message(service.ObjectToProfilingRequest, {
  tenantId: kind.tenant,
  userId: kind.id,
  withdrawn: kind.boolean,
});
export const setContextRequest = kind.message(service.SetContextRequest, { signals: elements(contextSignal) });
export const confirmImpressionRequest = kind.message(service.ConfirmImpressionRequest, {
  tenantId: kind.tenant,
  recommendationId: kind.id,
  userId: kind.id,
  pageId: kind.optionalId,
  surface: kind.optionalId,
  itemIds: kind.list(kind.id, 1, LIMITS.impressionItems),
  time: kind.optionalTime,
});

const accepted = { accepted: kind.integer() };

export const trackResponse = kind.message(service.TrackResponse, { ...accepted, duplicates: kind.integer() });
export const upsertItemsResponse = kind.message(service.UpsertItemsResponse, accepted);
export const patchItemsResponse = kind.message(service.PatchItemsResponse, {
  ...accepted,
  unknownItemIds: kind.list(kind.id, 0, LIMITS.upsertElements),
});
export const deleteItemsResponse = kind.message(service.DeleteItemsResponse, accepted);
export const upsertUsersResponse = kind.message(service.UpsertUsersResponse, accepted);
export const deleteUserResponse = kind.message(service.DeleteUserResponse, {});
export const objectToProfilingResponse = kind.message(service.ObjectToProfilingResponse, {});
export const setContextResponse = kind.message(service.SetContextResponse, accepted);
export const confirmImpressionResponse = kind.message(service.ConfirmImpressionResponse, {});
