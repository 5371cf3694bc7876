import { Interaction, interactionTypeOf, messageKey, TOPICS, UserChange } from '@stars/contracts';
import type { BusMessage } from '@stars/event-bus';
import { type ArchiveColumn, kindNamed, text } from './archive-kind.js';

type Value = string | number | boolean | null;
type Message = Pick<BusMessage, 'key' | 'id' | 'value'>;

/** How rows of a topic become its messages again. Whoever gets them is given the same message as from the bus. */
export interface ArchivedTopic {
  kind: string;
  /** As the messages are made from them. */
  columns: readonly ArchiveColumn[];
  /** Of each value of this column only the rows of the newest version matter, as on a compacted topic. */
  newestOf?: string;
  /** @param row in the order of `columns` */
  messageOf(tenant: string, row: readonly Value[]): Message;
}

const version: ArchiveColumn = { name: 'version', type: 'double', select: 'version::DOUBLE' };
const orEmpty = (value: Value | undefined): string => (value as string | null) ?? '';

const interactions: ArchivedTopic = {
  kind: 'interaction',
  columns: [...kindNamed('interaction').columns, { name: 'ms', type: 'double', select: 'epoch_ms(time)::DOUBLE' }],
  messageOf(tenantId, row) {
    const [
      eventId,
      userId,
      itemId,
      type,
      kind,
      sessionId,
      pageId,
      region,
      quantity,
      value,
      answer,
      category,
      brand,
      query,
      ms,
    ] = row;
    const event = Interaction.create({
      ...{ tenantId, eventId: orEmpty(eventId), userId: orEmpty(userId), itemId: orEmpty(itemId) },
      ...{ type: interactionTypeOf(orEmpty(type)), kind: orEmpty(kind), time: new Date(Number(ms)) },
      ...{ sessionId: orEmpty(sessionId), pageId: orEmpty(pageId), region: orEmpty(region) },
      ...{ quantity: Number(quantity ?? 0), recommendationId: orEmpty(answer) },
      ...{ category: orEmpty(category), brand: orEmpty(brand), query: orEmpty(query) },
      ...(value === null ? {} : { value: Number(value) }),
    });
    return {
      key: messageKey(tenantId, event.userId),
      id: messageKey(tenantId, event.eventId),
      value: Interaction.encode(event).finish(),
    };
  },
};

const users: ArchivedTopic = {
  kind: 'user',
  columns: [text('user_id'), version, text('features')],
  newestOf: 'user_id',
  messageOf(tenantId, [id, version, features]) {
    const userId = orEmpty(id);
    const value = { tenantId, userId, version: Number(version), features: JSON.parse(orEmpty(features)) };
    return {
      key: messageKey(tenantId, userId),
      id: messageKey(tenantId, `${userId}@${version}`),
      value: UserChange.encode(UserChange.create({ change: { $case: 'upsert', value } })).finish(),
    };
  },
};

/** Whole messages are in the column `value`. */
const ofItems = (kind: string): ArchivedTopic => ({
  kind,
  columns: [text('item_id'), version, { name: 'message', type: 'text', select: 'base64(value)' }],
  newestOf: 'item_id',
  messageOf(tenant, [itemId, version, message]) {
    const key = messageKey(tenant, orEmpty(itemId));
    return { key, id: `${key}@${version}`, value: Buffer.from(orEmpty(message), 'base64') };
  },
});

/** Topics that can be read from their beginning though the bus has no longer everything. */
export const LONG_TOPICS = {
  [TOPICS.interactions]: interactions,
  [TOPICS.users]: users,
  [TOPICS.catalog]: ofItems('item'),
  [TOPICS.itemFeatures]: ofItems('item-features'),
} as const satisfies Record<string, ArchivedTopic>;
