import { parseCatalogDelete, parseCatalogItem } from './catalog-from-json.js';
import { checkCatalogDelete, checkCatalogItem } from './check-catalog.js';
import { checkContextSignal } from './check-context.js';
import { checkImpression, checkInteraction } from './check-event.js';
import { checkUserDelete, checkUserUpdate } from './check-user.js';
import { parseContext } from './context-from-json.js';
import { parseImpression, parseInteraction } from './event-from-json.js';
import { checkId } from './field-checks.js';
import { fieldError } from './field-path.js';
import type { CatalogChange } from './generated/stars/v1/catalog.js';
import type { ContextSignal } from './generated/stars/v1/context.js';
import type { TagCorrection } from './generated/stars/v1/features.js';
import type { Impression, Interaction } from './generated/stars/v1/interaction.js';
import type { UserChange, UserDelete } from './generated/stars/v1/user.js';
import { JsonFields } from './json-fields.js';
import { tenantOf } from './message-key.js';
import { checkTagCorrection, parseTagCorrection } from './tag-correction.js';
import { TOPICS } from './topics.js';
import { parseUser } from './user-from-json.js';

/**
 * Readers of JSON values, which come from producers that bypass the API: fields that the API adds (event ids and versions
 * above all) must be there. Unknown names are ignored, as in protobuf, so that a producer may be newer.
 */
export const JSON_DECODERS = {
  [TOPICS.interactions]: (json: unknown): Interaction => event(parseInteraction(json, '', 'ignore'), checkInteraction),
  [TOPICS.impressions]: (json: unknown): Impression => event(parseImpression(json, '', 'ignore'), checkImpression),
  [TOPICS.context]: (json: unknown): ContextSignal => event(parseContext(json, '', 'ignore'), checkContextSignal),
  [TOPICS.tagCorrections]: (json: unknown): TagCorrection => {
    const correction = parseTagCorrection(json, '', 'ignore');
    checkTagCorrection(correction);
    return versioned(correction, '');
  },
  [TOPICS.catalog]: (json: unknown): CatalogChange => {
    const { name, value } = oneOf(json);
    if (name === 'delete') {
      const gone = parseCatalogDelete(value, name, 'ignore');
      checkCatalogDelete(gone, name);
      return { change: { $case: name, value: versioned(gone, name) } };
    }
    const item = parseCatalogItem(value, name, 'ignore');
    checkCatalogItem(item, name);
    return { change: { $case: name, value: versioned(item, name) } };
  },
  [TOPICS.users]: (json: unknown): UserChange => {
    const { name, value } = oneOf(json);
    if (name === 'delete') {
      const gone = parseUserDelete(value, name);
      checkUserDelete(gone, name);
      return { change: { $case: name, value: { ...gone, tenantId: tenantOf(gone.tenantId) } } };
    }
    const user = parseUser(value, name, 'ignore');
    checkUserUpdate(user, name);
    return { change: { $case: name, value: versioned(user, name) } };
  },
};

function event<T extends { tenantId: string; eventId: string }>(message: T, check: (message: T) => void): T {
  check(message);
  checkId(message.eventId, '', 'event_id');
  return { ...message, tenantId: tenantOf(message.tenantId) };
}

function versioned<T extends { tenantId: string; version: number }>(message: T, path: string): T {
  if (message.version === 0) throw fieldError('STARS_FIELD_REQUIRED', path, 'version', 'is required');
  return { ...message, tenantId: tenantOf(message.tenantId) };
}

/** The change in an object. */
function oneOf(json: unknown): { name: 'upsert' | 'delete'; value: unknown } {
  const fields = new JsonFields(json, '', 'ignore');
  const changes = (['upsert', 'delete'] as const)
    .map((name) => ({ name, value: fields.raw(name) }))
    .filter(({ value }) => value !== undefined);
  if (changes.length !== 1)
    throw fieldError('STARS_FIELD_REQUIRED', '', 'upsert', 'or delete is required, one of them');
  return changes[0]!;
}

function parseUserDelete(value: unknown, path: string): UserDelete {
  const fields = new JsonFields(value, path, 'ignore');
  return { tenantId: fields.string('tenant_id'), userId: fields.string('user_id'), time: fields.time('time') };
}
