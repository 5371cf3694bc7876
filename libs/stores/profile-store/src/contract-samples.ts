import { InteractionType } from '@stars/contracts';
import type { HistoryEvent, ProfileStore, UserVectors } from './port.js';

export const { INTERACTION_TYPE_VIEW: VIEW, INTERACTION_TYPE_PURCHASE: PURCHASE } = InteractionType;

export const event = (time: number, eventId = `e${time}`, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  eventId,
  itemId: `item-${eventId}`,
  type: PURCHASE,
  time,
  region: 'r1',
  ...more,
});

export const events = (from: number, until: number): HistoryEvent[] =>
  Array.from({ length: until - from }, (_, i) => event(from + i));

export const vectors = (modelVersion: string, seed: number, asOf = seed): UserVectors => ({
  modelVersion,
  general: Float32Array.of(seed, -seed, 0.1, 1e-20),
  next: Float32Array.of(seed + 1, 0, -0.1, 3e38),
  asOf,
});

/** Each user's vectors of one version. */
export async function vectorsIn(
  store: ProfileStore,
  tenant: string,
  userIds: readonly string[],
  modelVersion: string,
): Promise<(UserVectors | undefined)[]> {
  const profiles = await store.get(tenant, userIds);
  return profiles.map((profile) => profile?.vectors.find((entry) => entry.modelVersion === modelVersion));
}
