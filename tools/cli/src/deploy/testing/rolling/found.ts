import { DEFAULT_TENANT, decodeMessage, type Interaction, storedEventId, TOPICS } from '@stars/contracts';
import type { BusMessage } from '@stars/event-bus';
import { productsOf } from '@stars/text/testing';
import type { RolledShop } from './rolled-shop.js';

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

/** Events in the long log: in the archive, and on the bus beyond it. */
export async function foundInLog({ log }: RolledShop, events: readonly Interaction[]): Promise<Found> {
  const found: string[] = [];
  for await (const messages of log.read({ topic: TOPICS.interactions })) {
    found.push(...messages.map(({ value }) => decodeMessage(TOPICS.interactions, value).eventId));
  }
  return compare(idsOf(events), found);
}

/** Events in the histories of their users, and users whose vectors do not have their last event. */
export async function foundInProfiles(
  { stack, version }: RolledShop,
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

/** Features of items on the bus, questions to the model of tags, and the vectors that the items are found by. */
export async function foundOfItems(shop: RolledShop, itemIds: readonly string[]) {
  const read = async (topic: string): Promise<BusMessage[]> => {
    const found: BusMessage[] = [];
    for await (const messages of shop.stack.bus.read({ topic })) found.push(...messages);
    return found;
  };
  const made = (await read(TOPICS.itemFeatures)).map(({ value }) => decodeMessage(TOPICS.itemFeatures, value).itemId);
  const changed = (await read(TOPICS.catalog)).map(({ key }) => key.split('/').at(-1)!);
  const chats = shop.textModels.requests.filter(({ path }) => !path.endsWith('/embeddings'));
  const asked = chats.flatMap((request) => productsOf(request).map(({ text }) => text));
  const vectors = await shop.stack.vectors.getVectors(DEFAULT_TENANT, shop.version, itemIds);
  return {
    changes: compare(itemIds, changed),
    features: compare(itemIds, made),
    questions: compare([], asked),
    vectors: compare(
      itemIds,
      itemIds.filter((_, n) => vectors[n] !== undefined),
    ),
  };
}
