import { parseCatalogDelete, parseCatalogItem } from './catalog-from-json.js';
import { parseContext } from './context-from-json.js';
import { parseImpression, parseInteraction } from './event-from-json.js';
import type {
  ConfirmImpressionRequest,
  DeleteItemsRequest,
  DeleteUserRequest,
  SetContextRequest,
  TrackRequest,
  UpsertItemsRequest,
  UpsertUsersRequest,
} from './generated/stars/v1/event_service.js';
import { JsonFields } from './json-fields.js';
import { parseUser } from './user-from-json.js';

// Types only: the handler checks required fields and limits, for every transport.

/** Reads a request's fields, and refuses unknown ones. */
function request<T>(json: unknown, read: (fields: JsonFields) => T): T {
  const fields = new JsonFields(json, '', 'reject');
  const message = read(fields);
  fields.done();
  return message;
}

export const parseTrackRequest = (json: unknown): TrackRequest =>
  request(json, (fields) => ({
    interactions: fields.list('interactions', (row, path) => parseInteraction(row, path, 'reject')),
    impressions: fields.list('impressions', (row, path) => parseImpression(row, path, 'reject')),
  }));

export const parseUpsertItemsRequest = (json: unknown): UpsertItemsRequest =>
  request(json, (fields) => ({ items: fields.list('items', (row, path) => parseCatalogItem(row, path, 'reject')) }));

export const parseDeleteItemsRequest = (json: unknown): DeleteItemsRequest =>
  request(json, (fields) => ({ items: fields.list('items', (row, path) => parseCatalogDelete(row, path, 'reject')) }));

export const parseUpsertUsersRequest = (json: unknown): UpsertUsersRequest =>
  request(json, (fields) => ({ users: fields.list('users', (row, path) => parseUser(row, path, 'reject')) }));

export const parseDeleteUserRequest = (json: unknown): DeleteUserRequest =>
  request(json, (fields) => ({ tenantId: fields.string('tenant_id'), userId: fields.string('user_id') }));

export const parseSetContextRequest = (json: unknown): SetContextRequest =>
  request(json, (fields) => ({ signals: fields.list('signals', (row, path) => parseContext(row, path, 'reject')) }));

export const parseConfirmImpressionRequest = (json: unknown): ConfirmImpressionRequest =>
  request(json, (fields) => ({
    tenantId: fields.string('tenant_id'),
    recommendationId: fields.string('recommendation_id'),
    userId: fields.string('user_id'),
    pageId: fields.string('page_id'),
    surface: fields.string('surface'),
    itemIds: fields.strings('item_ids'),
    time: fields.time('time'),
  }));
