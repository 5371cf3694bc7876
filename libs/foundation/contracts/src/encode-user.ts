import { checkUserDelete, checkUserUpdate } from './check-user.js';
import { type EncodedMessage, encodedMessage } from './encoded-message.js';
import { UserChange, type UserDelete, type UserProfileUpdate } from './generated/stars/v1/user.js';
import { LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';

/** Checks a user's features and makes their `UserChange` for `TOPICS.users`. One id a user and version. */
export function encodeUserUpsert(user: UserProfileUpdate, path = ''): EncodedMessage {
  checkUserUpdate(user, path);
  const tenantId = tenantOf(user.tenantId);
  const value = UserChange.encode({ change: { $case: 'upsert', value: { ...user, tenantId } } }).finish();
  return encodedMessage(tenantId, user.userId, `${user.userId}@${user.version}`, value, LIMITS.messageBytes, path);
}

/** Checks a request to forget a user and makes its `UserChange` for `TOPICS.users`. `time` must be set. */
export function encodeUserDelete(user: UserDelete, path = ''): EncodedMessage {
  checkUserDelete(user, path);
  const tenantId = tenantOf(user.tenantId);
  const value = UserChange.encode({ change: { $case: 'delete', value: { ...user, tenantId } } }).finish();
  const id = `${user.userId}@${user.time!.getTime()}-delete`;
  return encodedMessage(tenantId, user.userId, id, value, LIMITS.messageBytes, path);
}
