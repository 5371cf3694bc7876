import { checkContextSignal } from './check-context.js';
import { type EncodedMessage, encodedMessage } from './encoded-message.js';
import { checkId } from './field-checks.js';
import { ContextSignal } from './generated/stars/v1/context.js';
import { LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';

/** Checks a signal and makes its message for `TOPICS.context`. `event_id` must be set (see `OccurrenceIds`). */
export function encodeContextSignal(signal: ContextSignal, path = ''): EncodedMessage {
  checkContextSignal(signal, path);
  checkId(signal.eventId, path, 'event_id');
  const tenantId = tenantOf(signal.tenantId);
  const value = ContextSignal.encode({ ...signal, tenantId }).finish();
  return encodedMessage(tenantId, signal.region, signal.eventId, value, LIMITS.contextBytes, path);
}
