import {
  type GetItemRequest,
  type GetItemResponse,
  type GetUserRequest,
  type GetUserResponse,
  InteractionType,
  standingEvents,
  validateGetItemRequest,
  validateGetUserRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { ItemCatalog } from '@stars/item-catalog';
import type { ProfileStore, UserProfile } from '@stars/profile-store';
import type { ServedModelProvider } from '@stars/recommending';

/** Reads one item of the catalogue. Errors: `STARS_NOT_FOUND`. */
export async function getItem(
  catalog: ItemCatalog,
  given: GetItemRequest,
  signal: AbortSignal,
): Promise<GetItemResponse> {
  const { tenantId, itemId } = validateGetItemRequest(given);
  const [[item], [features]] = await Promise.all([
    catalog.get(tenantId, [itemId], signal),
    catalog.getFeatures(tenantId, [itemId]),
  ]);
  if (item === undefined) throw new StarsError('STARS_NOT_FOUND', `there is no item ${itemId}`, { field: 'item_id' });
  return { item, tags: features?.tags ?? [] };
}

/** Reads what is known of a user, but for the events themselves. Errors: `STARS_NOT_FOUND`. */
export async function getUser(
  profiles: ProfileStore,
  models: ServedModelProvider,
  given: GetUserRequest,
): Promise<GetUserResponse> {
  const { tenantId, userId } = validateGetUserRequest(given);
  const { features, history, vectors } = await knownUser(profiles, tenantId, userId);
  const model = models.current(tenantId);
  return {
    userId,
    features,
    events: history.length,
    purchases: standingEvents(history).filter(({ type }) => type === InteractionType.INTERACTION_TYPE_PURCHASE).length,
    lastEventTime: momentOf(history.at(-1)?.time),
    vectorTime: momentOf(vectors.find(({ modelVersion }) => modelVersion === model?.version)?.asOf),
  };
}

export const momentOf = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

/** The profile of a user. Errors: `STARS_NOT_FOUND`. */
export async function knownUser(profiles: ProfileStore, tenantId: string, userId: string): Promise<UserProfile> {
  const [profile] = await profiles.get(tenantId, [userId]);
  if (profile !== undefined) return profile;
  throw new StarsError('STARS_NOT_FOUND', `nothing is known of user ${userId}`, { field: 'user_id' });
}
