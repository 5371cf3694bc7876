import { UserChange, UserDelete, UserProfileUpdate } from '../generated/stars/v1/user.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { noChange } from './catalog.js';

/** Features of a user, by name. */
export const features = kind.optional(kind.map(LIMITS.features, kind.scalar(LIMITS.featureChars)));

export const userProfileUpdate = kind.message(UserProfileUpdate, {
  tenantId: kind.tenant,
  userId: kind.id,
  version: kind.int64,
  features,
});

export const userDelete = kind.message(UserDelete, { tenantId: kind.tenant, userId: kind.id, time: kind.time });

export const userChange = kind.message(UserChange, {
  change: kind.oneOf<NonNullable<UserChange['change']>>({ upsert: userProfileUpdate, delete: userDelete }, noChange),
});
