import { checkScalarMap } from './check-scalar-map.js';
import { checkId, checkTenant, checkTime, checkVersion } from './field-checks.js';
import { joinPath } from './field-path.js';
import type { UserDelete, UserProfileUpdate } from './generated/stars/v1/user.js';
import { LIMITS } from './limits.js';

/** Throws a StarsError, its `field` beginning with `path`, unless the user's features are valid. */
export function checkUserUpdate(user: UserProfileUpdate, path = ''): void {
  checkTenant(user.tenantId, path);
  checkId(user.userId, path, 'user_id');
  checkVersion(user.version, path);
  if (user.features !== undefined) {
    checkScalarMap(user.features, LIMITS.features, LIMITS.featureChars, joinPath(path, 'features'));
  }
}

/** Like {@link checkUserUpdate}, for a user to forget. */
export function checkUserDelete(user: UserDelete, path = ''): void {
  checkTenant(user.tenantId, path);
  checkId(user.userId, path, 'user_id');
  checkTime(user.time, path, 'time');
}
