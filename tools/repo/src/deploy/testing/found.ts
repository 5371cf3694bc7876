import { DEFAULT_TENANT, decodeMessage, type Interaction, storedEventId, TOPICS } from '@stars/contracts';
import type { UpgradedShop } from './upgraded-shop.js';

/** What is lost, and what is there twice. */
export interface Found {
  lost: string[];
  twice: string[];
}
function compare(wanted: Iterable<string>, found: Iterable<string>): Found {
  const counts = new Map<string, number>();
  for (const id of found) counts.set(id, (counts.get(id) ?? 0) + 1);
  const twice = [...counts].filter(([, count]) => count > 1).map(([id]) => id);
  return { lost: [...wanted].filter((id) => !counts.has(id)), twice };
}

const idsOf = (events: readonly Interaction[]): string[] => events.map(({ eventId }) => eventId);

/** Events on the bus. */
export async function foundOnBus({ stack }: UpgradedShop, events: readonly Interaction[]): Promise<Found> {
  const found: string[] = [];
  for await (const messages of stack.bus.read({ topic: TOPICS.interactions })) {
    found.push(...messages.map(({ value }) => decodeMessage(TOPICS.interactions, value).eventId));
  }
  return compare(idsOf(events), found);
}

/** Events in the histories of their users, and users whose vectors do not have their last event. */
export async function foundInProfiles(
  { stack, version }: UpgradedShop,
  events: readonly Interaction[],
): Promise<Found & { outdated: string[] }> {
  const ofUser = Map.groupBy(events, ({ userId }) => userId);
  const userIds = [...ofUser.keys()];
  const profiles = await stack.profiles.get(DEFAULT_TENANT, userIds);
  const found = profiles.flatMap((profile) => profile?.history.map(({ eventId }) => eventId) ?? []);
  const outdated = userIds.filter((userId, n) => {
    const last = Math.max(...ofUser.get(userId)!.map(({ time }) => time!.getTime()));
    const vectors = profiles[n]?.vectors.find(({ modelVersion }) => modelVersion === version);
    return vectors === undefined || vectors.asOf < last || [...vectors.general, ...vectors.next].some(Number.isNaN);
  });
  return { ...compare(idsOf(events).map(storedEventId), found), outdated };
}

/** Items among the vectors that they are found by. */
export async function foundOfItems({ stack, version }: UpgradedShop, itemIds: readonly string[]): Promise<Found> {
  const vectors = await stack.vectors.getVectors(DEFAULT_TENANT, version, itemIds);
  return compare(
    itemIds,
    itemIds.filter((_, n) => vectors[n] !== undefined),
  );
}
