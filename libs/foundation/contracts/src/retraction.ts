import { StarsError } from '@stars/errors';
import type { EncodedMessage } from './encode-message.js';
import { messageKey, tenantOf } from './message-key.js';

/** Header with the id of the import that a message takes back. */
const RETRACTS_HEADER = 'stars-retracts';

/**
 * What is taken back of one user, because an import is. It stands on the topic of the events (with `eventIds`) or of the users (with
 * `features`) after what it takes back, so that every consumer sees it later.
 */
export interface Retraction {
  tenantId: string;
  userId: string;
  importId: string;
  eventIds: string[];
  /** Features that are taken back, and those before them. */
  features?: { version: number; before?: { version: number; features: Record<string, unknown> } };
}

type Body = Pick<Retraction, 'tenantId' | 'userId' | 'eventIds' | 'features'>;

/** @param part Tells several of one user and import apart */
export function encodeRetraction({ importId, ...body }: Retraction, part = ''): EncodedMessage {
  const tenantId = tenantOf(body.tenantId);
  return {
    key: messageKey(tenantId, body.userId),
    id: messageKey(tenantId, `${body.userId}/retract-${importId}-${part}`),
    value: Buffer.from(JSON.stringify({ ...body, tenantId } satisfies Body)),
    headers: { [RETRACTS_HEADER]: importId },
  };
}

export const isRetraction = ({ headers }: { headers: Readonly<Record<string, string>> }): boolean =>
  Object.hasOwn(headers, RETRACTS_HEADER);

/**
 * The retraction that a message is; undefined for events and changes of users.
 * Errors: `STARS_POISON_MESSAGE` if its value is none.
 */
export function retractionOf({ headers, value }: Pick<EncodedMessage, 'headers' | 'value'>): Retraction | undefined {
  const importId = headers[RETRACTS_HEADER];
  if (importId === undefined) return undefined;
  try {
    const { tenantId, userId, eventIds, features } = JSON.parse(Buffer.from(value).toString('utf8')) as Body;
    if (typeof userId === 'string' && Array.isArray(eventIds)) {
      return { tenantId: tenantOf(tenantId), userId, importId, eventIds, ...(features && { features }) };
    }
  } catch {}
  throw new StarsError('STARS_POISON_MESSAGE', 'A retraction cannot be read.');
}
