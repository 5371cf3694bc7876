import { createHmac, randomBytes } from 'node:crypto';

/** A key of a new store: it lies in the store, so that a store needs nothing else. */
export const newForgetKey = (): string => randomBytes(32).toString('base64url');

/**
 * What stays of a deleted user, so that late messages do not bring the user back: HMAC-SHA-256 of tenant and id, base64url. Nobody
 * reads the id in it.
 */
export const hashOfUser = (key: string, tenant: string, userId: string): string =>
  createHmac('sha256', key).update(`${tenant}/${userId}`).digest('base64url');
