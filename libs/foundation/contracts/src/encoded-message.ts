import { checkBytes } from './field-checks.js';
import { messageKey } from './message-key.js';

/** A checked message, ready for the bus. */
export interface EncodedMessage {
  /** `tenant/id` of the user, item or region: messages of one key keep their order. */
  key: string;
  /** `tenant/…`, unique within the topic: the same id again is the same message. */
  id: string;
  value: Uint8Array;
  headers: Record<string, string>;
}

/** Makes a message of checked parts. Errors: `STARS_TOO_LARGE` over `maxBytes`. */
export function encodedMessage(
  tenantId: string,
  key: string,
  id: string,
  value: Uint8Array,
  maxBytes: number,
  path: string,
): EncodedMessage {
  checkBytes(value, maxBytes, path);
  return { key: messageKey(tenantId, key), id: messageKey(tenantId, id), value, headers: {} };
}
