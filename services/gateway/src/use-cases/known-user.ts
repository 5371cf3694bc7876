import { StarsError } from '@stars/errors';
import type { ProfileStore, UserProfile } from '@stars/profile-store';

/** The profile of a user. Errors: `STARS_NOT_FOUND`. */
export async function knownUser(profiles: ProfileStore, tenantId: string, userId: string): Promise<UserProfile> {
  const [profile] = await profiles.get(tenantId, [userId]);
  if (profile !== undefined) return profile;
  throw new StarsError('STARS_NOT_FOUND', `nothing is known of user ${userId}`, { field: 'user_id' });
}
