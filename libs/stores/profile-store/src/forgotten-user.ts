import { createHmac, randomBytes } from 'node:crypto';
import { slotOf } from './redis/slots.js';

/** Who a store remembers as deleted: it has no id of them, but a keyed hash, so that late messages do not bring them back. */
export interface ForgottenUser {
  /** `hashOfUser` with the key of the page. */
  hash: string;
  /** Events up to this time are ignored, ms. */
  deletedUntil: number;
  /** Version of the deleted features, if there were any. */
  featuresVersion?: number;
}

/** A key of a new store: it lies in the store and moves with it, so that a store needs nothing else. */
export const newForgetKey = (): string => randomBytes(32).toString('base64url');

/**
 * What stays of a deleted user: HMAC-SHA-256 of tenant and id, base64url, behind the slot of the profile in a Redis Cluster, base 36.
 * Without the slot, Redis could not change both keys of a user in one step.
 */
export function hashOfUser(key: string, tenant: string, userId: string): string {
  const user = `${tenant}/${userId}`;
  return `${slotOf(user).toString(36)}.${createHmac('sha256', key).update(user).digest('base64url')}`;
}
