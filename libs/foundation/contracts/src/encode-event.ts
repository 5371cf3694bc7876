import { checkImpression, checkInteraction } from './check-event.js';
import { encodeBytes } from './encode-bytes.js';
import { type EncodedMessage, encodedMessage } from './encoded-message.js';
import { checkId } from './field-checks.js';
import { Impression, Interaction } from './generated/stars/v1/interaction.js';
import { LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';

/**
 * Checks an interaction and makes its message for `TOPICS.interactions`. `event_id` must be set (see `OccurrenceIds`).
 * Errors: those of `checkInteraction`, with `path` before the field.
 */
export function encodeInteraction(interaction: Interaction, path = ''): EncodedMessage {
  checkInteraction(interaction, path);
  checkId(interaction.eventId, path, 'event_id');
  const tenantId = tenantOf(interaction.tenantId);
  const value = encodeBytes(Interaction.encode, { ...interaction, tenantId });
  return encodedMessage(tenantId, interaction.userId, interaction.eventId, value, LIMITS.messageBytes, path);
}

/** Checks an impression and makes its message for `TOPICS.impressions`. `event_id` must be set. */
export function encodeImpression(impression: Impression, path = ''): EncodedMessage {
  checkImpression(impression, path);
  checkId(impression.eventId, path, 'event_id');
  const tenantId = tenantOf(impression.tenantId);
  const value = encodeBytes(Impression.encode, { ...impression, tenantId });
  return encodedMessage(tenantId, impression.userId, impression.eventId, value, LIMITS.messageBytes, path);
}
