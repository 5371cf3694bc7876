import { INTERACTION_TYPE_NAMES } from './enum-names.js';
import {
  checkCount,
  checkId,
  checkInteger,
  checkNumber,
  checkOptionalId,
  checkTenant,
  checkTime,
} from './field-checks.js';
import { fieldError, indexPath } from './field-path.js';
import type { Impression, Interaction } from './generated/stars/v1/interaction.js';
import { LIMITS } from './limits.js';

/**
 * Throws a StarsError, its `field` beginning with `path`, unless the interaction is valid. `event_id` may be absent.
 * Errors: `STARS_FIELD_REQUIRED`, `STARS_INVALID_FIELD`, `STARS_UNKNOWN_TYPE`, `STARS_INVALID_TIME`,
 * `STARS_TOO_LARGE`, `STARS_OUT_OF_RANGE`.
 */
export function checkInteraction(interaction: Interaction, path = ''): void {
  checkTenant(interaction.tenantId, path);
  checkOptionalId(interaction.eventId, path, 'event_id');
  checkId(interaction.userId, path, 'user_id');
  checkId(interaction.itemId, path, 'item_id');
  if (!INTERACTION_TYPE_NAMES.isKnown(interaction.type)) throw typeError(interaction.type, path);
  checkTime(interaction.time, path, 'time');
  checkOptionalId(interaction.sessionId, path, 'session_id');
  checkOptionalId(interaction.pageId, path, 'page_id');
  checkOptionalId(interaction.region, path, 'region');
  checkNumber(interaction.quantity, 0, LIMITS.number, path, 'quantity');
  if (interaction.value !== undefined) checkNumber(interaction.value, -LIMITS.number, LIMITS.number, path, 'value');
}

function typeError(type: number, path: string): Error {
  if (!type) return fieldError('STARS_FIELD_REQUIRED', path, 'type', 'is required');
  return fieldError('STARS_UNKNOWN_TYPE', path, 'type', `is ${type}, which is no type of interaction`);
}

/** Like {@link checkInteraction}, for a page that was shown. */
export function checkImpression(impression: Impression, path = ''): void {
  checkTenant(impression.tenantId, path);
  checkOptionalId(impression.eventId, path, 'event_id');
  checkId(impression.userId, path, 'user_id');
  checkId(impression.pageId, path, 'page_id');
  checkTime(impression.time, path, 'time');
  checkOptionalId(impression.surface, path, 'surface');
  checkOptionalId(impression.region, path, 'region');
  checkOptionalId(impression.recommendationId, path, 'recommendation_id');
  checkCount(impression.items, 1, LIMITS.impressionItems, path, 'items');
  for (const [index, item] of impression.items.entries()) {
    const at = indexPath(path, 'items', index);
    checkId(item.itemId, at, 'item_id');
    checkInteger(item.position, 0, 0xffff_ffff, at, 'position');
    checkNumber(item.propensity, 0, 1, at, 'propensity');
  }
}
