import type { EncodedOutgoing } from './message-log.js';
import type { OutgoingMessage } from './port.js';
import { encodeValue } from './value-codec.js';

/** A message in its stored form. Errors: `STARS_TOO_LARGE`. */
export function encodeOutgoing(message: OutgoingMessage): EncodedOutgoing {
  const { headers } = message;
  const hasHeaders = headers !== undefined && Object.keys(headers).length > 0;
  return {
    key: message.key,
    id: message.id,
    headers: hasHeaders ? JSON.stringify(headers) : null,
    value: encodeValue(message.value),
  };
}
