import { checkUserUpdate } from './check-user.js';
import type { UserProfileUpdate } from './generated/stars/v1/user.js';
import { JsonFields, type UnknownFields } from './json-fields.js';

/**
 * A user of the import format → checked features. Unknown fields are ignored, null features left out.
 * Errors: those of `checkUserUpdate`, with `path` before the field.
 */
export function userFromJson(row: unknown, path = ''): UserProfileUpdate {
  const user = parseUser(row, path, 'ignore');
  checkUserUpdate(user, path);
  return user;
}

/** The types only; what must be there is checked later. */
export function parseUser(row: unknown, path: string, unknown: UnknownFields): UserProfileUpdate {
  const json = new JsonFields(row, path, unknown);
  const user: UserProfileUpdate = {
    tenantId: json.string('tenant_id'),
    userId: json.string('user_id'),
    version: json.int64('version'),
    features: json.map('features'),
  };
  json.done();
  return user;
}
