import { createHmac } from 'node:crypto';
import { StarsError } from '@stars/errors';

/** Bytes of a key. */
const LEAST_KEY = 16;

/**
 * Keyed hashes of users: who has no key cannot try ids. What stays of a deleted user in the archive is such a hash.
 * Errors: `STARS_CONFIG_INVALID` for a key of less than 16 characters.
 */
export class UserHash {
  constructor(private readonly key: string) {
    if (key.length < LEAST_KEY) {
      const message = `the key of the archive has less than ${LEAST_KEY} characters`;
      throw new StarsError('STARS_CONFIG_INVALID', message, { field: 'STARS_ARCHIVE_KEY' });
    }
  }

  /** HMAC-SHA-256 of tenant and id, hex. */
  of(tenant: string, userId: string): string {
    return createHmac('sha256', this.key).update(`${tenant}/${userId}`).digest('hex');
  }

  /** HMAC-SHA-256 of a message, hex: it has the id of a user, too. */
  ofMessage({ id, value }: { id: string; value: Uint8Array }): string {
    return createHmac('sha256', this.key).update(`${id}\0`).update(value).digest('hex');
  }
}
