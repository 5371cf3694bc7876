import { UserChange, UserDelete, UserProfileUpdate } from '../generated/stars/v1/user.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { noChange } from './catalog.js';
import { OBJECTION_NAMES } from './enum-names.js';

/** Features of a user, by name. */
export const features = kind.optional(kind.map(LIMITS.features, kind.scalar(LIMITS.featureChars)));

export const userProfileUpdate = kind.message(UserProfileUpdate, {
  tenantId: kind.tenant,
  userId: kind.id,
  version: kind.int64,
  features,
});

export const userDelete = kind.message(UserDelete, {
  tenantId: kind.tenant,
  userId: kind.id,
  time: kind.time,
  objection: kind.optional(kind.choice(OBJECTION_NAMES)),
});

export const userChange = kind.message(UserChange, {
  change: kind.oneOf<NonNullable<UserChange['change']>>({ upsert: userProfileUpdate, delete: userDelete }, noChange),
});
