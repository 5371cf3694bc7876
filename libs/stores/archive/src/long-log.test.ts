import {
  CatalogItem,
  type EncodedMessage,
  encodeCatalogDelete,
  encodeCatalogUpsert,
  encodeDeleteUser,
  encodeItemFeatures,
  encodeUserUpsert,
  InteractionType,
  ItemFeatures,
  TOPICS,
  UserProfileUpdate,
} from '@stars/contracts';
import { CONTROL_CHARACTERS } from '@stars/errors';
import type { BusMessage, EventBus } from '@stars/event-bus';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LongLog } from './long-log.js';
import { ArchivePlace, encode, interaction, NOON, send } from './testing/archive-place.js';

async function all(messages: AsyncIterable<BusMessage[]>): Promise<BusMessage[]> {
  const found: BusMessage[] = [];
  for await (const batch of messages) found.push(...batch);
  return found;
}
/** Headers are of no interest to those who read years. */
const plain = ({ value, headers: _, ...message }: BusMessage) => ({
  ...message,
  value: Buffer.from(value).toString('hex'),
});
const logOf = (place: ArchivePlace) => new LongLog(place.bus, place.open());
const publish = (place: ArchivePlace, topic: string, ...messages: EncodedMessage[]) =>
  place.bus.publish(topic, messages);

/** Some graphemes hold what turns the direction: the contract refuses them. */
const refused = new RegExp(`[${CONTROL_CHARACTERS}]`);
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((value) => !refused.test(value));
const optional = fc.oneof(fc.constant(''), text);
const someInteraction = fc.record({
  userId: text,
  itemId: text,
  type: fc.constantFrom(
    InteractionType.INTERACTION_TYPE_VIEW,
    InteractionType.INTERACTION_TYPE_ADD_TO_CART,
    InteractionType.INTERACTION_TYPE_PURCHASE,
  ),
  time: fc.integer({ min: NOON - 1e10, max: NOON }).map((ms) => new Date(ms)),
  sessionId: optional,
  region: optional,
  quantity: fc.constantFrom(0, 1, 2.5),
  value: fc.constantFrom(undefined, 0, -1.5, 4),
  tenantId: fc.constantFrom('default', 'other'),
});

describe('a long log', () => {
  it('gives events as the bus gave them, archived or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someInteraction, { minLength: 2, maxLength: 40 }), async (events) => {
        using place = new ArchivePlace();
        const messages = events.map((event, n) => encode(interaction(n, event)));
        const half = Math.ceil(messages.length / 2);
        await publish(place, TOPICS.interactions, ...messages.slice(0, half));
        await place.open().catchUp();
        await publish(place, TOPICS.interactions, ...messages.slice(half));
        const onBus = (await all(place.bus.read({ topic: TOPICS.interactions }))).map(plain);
        expect((await all(logOf(place).read({ topic: TOPICS.interactions }))).map(plain)).toEqual(onBus);
        const byKey = (await all(logOf(place).read({ topic: TOPICS.interactions, byKey: true }))).map(plain);
        const inAnyOrder = (await all(logOf(place).read({ topic: TOPICS.interactions, anyOrder: true }))).map(plain);
        const byPlace = (a: { offset: number }, b: { offset: number }): number => a.offset - b.offset;
        expect(inAnyOrder.sort(byPlace)).toEqual(onBus);
        const ids = (list: readonly { key: string; id: string }[], key: string) =>
          list.flatMap((message) => (message.key === key ? [message.id] : []));
        for (const { key } of onBus) expect(ids(byKey, key)).toEqual(ids(onBus, key));
        const changes = byKey.filter(({ key }, n) => key !== byKey[n - 1]?.key).length;
        expect(changes).toBe(new Set(onBus.map(({ key }) => key)).size);
      }),
      { numRuns: 4 },
    );
  }, 60_000);

  it('gives the newest version of items and users, whichever came last', async () => {
    using place = new ArchivePlace();
    const item = (itemId: string, version: number) =>
      encodeCatalogUpsert(
        CatalogItem.fromPartial({ tenantId: 'default', itemId, title: `${itemId} ${version}`, version }),
      );
    const user = (version: number) =>
      encodeUserUpsert(
        UserProfileUpdate.fromPartial({ tenantId: 'default', userId: 'u', version, features: { age: version } }),
      );
    const wanted = [item('a', 7), encodeCatalogDelete({ tenantId: '', itemId: 'b', version: 2 })];
    await publish(place, TOPICS.catalog, item('a', 3), item('b', 2), ...wanted);
    await publish(place, TOPICS.users, user(5));
    const features = encodeItemFeatures(
      ItemFeatures.fromPartial({
        tenantId: 'default',
        itemId: 'a',
        itemVersion: 7,
        textHash: '0'.repeat(64),
        embedding: new Uint8Array(8),
        embeddingModel: 'm',
        tagger: 't',
        tagVocabularyVersion: '1',
      }),
    );
    await publish(place, TOPICS.itemFeatures, features);
    await place.open().catchUp();
    await publish(place, TOPICS.catalog, item('a', 4));
    await publish(place, TOPICS.users, user(4));
    const values = async (topic: string) =>
      (await all(logOf(place).read({ topic }))).map(({ key, value }) => [key, Buffer.from(value).toString('hex')]);
    const same = (...messages: EncodedMessage[]) =>
      messages.map(({ key, value }) => [key, Buffer.from(value).toString('hex')]);
    expect(await values(TOPICS.catalog)).toEqual(same(...wanted));
    expect(await values(TOPICS.users)).toEqual(same(user(5)));
    expect(await values(TOPICS.itemFeatures)).toEqual(same(features));
  });

  it('reads no events where only items are asked for', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 5);
    const item = encodeCatalogUpsert(CatalogItem.fromPartial({ itemId: 'a', title: 'A', version: 1 }));
    await publish(place, TOPICS.catalog, item);
    const read = new Set<string>();
    const bus: Pick<EventBus, 'read' | 'endOffsets'> = {
      endOffsets: (topic) => place.bus.endOffsets(topic),
      read(options) {
        read.add(options.topic);
        return place.bus.read(options);
      },
    };
    const log = new LongLog(bus, place.open({ bus }));
    expect((await all(log.read({ topic: TOPICS.catalog }))).map(({ key }) => key)).toEqual([item.key]);
    expect([...read]).toEqual([TOPICS.catalog]);
  });

  it('leaves out deleted users before the archive has done so', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 21);
    await place.open().catchUp();
    await publish(place, TOPICS.users, encodeDeleteUser({ tenantId: '', userId: 'user-3' }, new Date(place.now)));
    const keys = (await all(logOf(place).read({ topic: TOPICS.interactions }))).map(({ key }) => key);
    expect(keys).toHaveLength(18);
    expect(keys).not.toContain('default/user-3');
  });
});
