import {
  encodeContextSignal,
  encodeImpression,
  encodeInteraction,
  encodeItemFeatures,
  encodeUserDelete,
  encodeUserUpsert,
  Impression,
  Interaction,
  InteractionType,
  ItemFeatures,
  TOPICS,
  type Topic,
  UserChange,
} from '@stars/contracts';
import type { StarsError } from '@stars/errors';
import { describe, expect, it } from 'vitest';
import { filterLog } from './filter-log.js';
import { contextSignal, itemFeatures, logOf } from './testing/messages.js';
import { loadTrainingData, type TopicReader, type TrainingDataOptions } from './training-data.js';

type Message = { id: string; value: Uint8Array };

const readerOf = (topics: Partial<Record<Topic, Message[]>>): TopicReader =>
  async function* (topic) {
    for (const message of topics[topic] ?? []) yield [message];
  };

const event = (eventId: string, userId: string, itemId: string, time: number, tenantId = 'default'): Message =>
  encodeInteraction(
    Interaction.fromPartial({
      tenantId,
      eventId,
      userId,
      itemId,
      type: InteractionType.INTERACTION_TYPE_PURCHASE,
      time: new Date(time),
    }),
  );
const user = (userId: string, version: number, features: Record<string, string | number>): Message =>
  encodeUserUpsert({ tenantId: 'default', userId, version, features });
const forget = (userId: string, time: number): Message =>
  encodeUserDelete({ tenantId: 'default', userId, time: new Date(time) });

function load(topics: Partial<Record<Topic, Message[]>>, options: Partial<TrainingDataOptions> = {}) {
  return loadTrainingData(readerOf(topics), { tenant: 'default', ...options });
}

const rowsOf = ({ log }: Awaited<ReturnType<typeof load>>): string[] =>
  log.users.flatMap((userId, u) =>
    Array.from(
      log.item.subarray(log.userOffsets[u]!, log.userOffsets[u + 1]!),
      (item) => `${userId}:${log.items[item]}`,
    ),
  );

describe('loadTrainingData', () => {
  it('reads impressions on request: of the tenant, once, and not those of a forgotten user', async () => {
    const shown = (eventId: string, userId: string, time: number, tenantId = 'default'): Message =>
      encodeImpression(
        Impression.fromPartial({
          tenantId,
          eventId,
          userId,
          pageId: 'p',
          time: new Date(time),
          items: [{ itemId: `seen ${eventId}` }],
        }),
      );
    const topics = {
      [TOPICS.users]: [forget('v', 10)],
      [TOPICS.impressions]: [
        shown('1', 'u', 5),
        shown('1', 'u', 5),
        shown('2', 'u', 6, 'other'),
        shown('3', 'v', 9),
        shown('4', 'v', 11),
      ],
    };
    const { impressions } = await load(topics, { impressions: true });
    const pages = (userId: string): string[] => impressions!.before(userId, 100).flatMap(({ itemIds }) => [...itemIds]);
    expect(pages('u')).toEqual(['seen 1']);
    expect(pages('v')).toEqual(['seen 4']);
    expect(await load(topics)).not.toHaveProperty('impressions');
  });

  it('counts a repeated message once', async () => {
    const one = event('e1', 'u', 'a', 1);
    const data = await load({ [TOPICS.interactions]: [one, event('e2', 'u', 'a', 1), one] });
    expect(rowsOf(data)).toEqual(['u:a', 'u:a']);
  });

  it('leaves out a forgotten user’s events up to the deletion, and keeps later ones', async () => {
    const data = await load({
      [TOPICS.users]: [
        user('u', 1, { age: 30 }),
        forget('u', 10),
        // An older deletion that arrives late does not replace a newer one.
        forget('u', 5),
        user('v', 1, { age: 40 }),
      ],
      [TOPICS.interactions]: [
        event('1', 'u', 'a', 7),
        event('2', 'u', 'b', 10),
        event('3', 'u', 'c', 11),
        event('4', 'v', 'd', 1),
      ],
    });
    expect(rowsOf(data)).toEqual(['u:c', 'v:d']);
    expect([...data.users]).toEqual([['v', { age: 40 }]]);
  });

  it('accepts a user’s features again after a deletion', async () => {
    const data = await load({
      [TOPICS.users]: [user('u', 3, { age: 30 }), forget('u', 10), user('u', 4, { age: 31 })],
    });
    expect(data.users.get('u')).toEqual({ age: 31 });
  });

  it('keeps the newest version of features and of users, in any order', async () => {
    const data = await load({
      [TOPICS.itemFeatures]: [
        encodeItemFeatures(itemFeatures('a', [2], { itemVersion: 2, tags: ['new'] })),
        encodeItemFeatures(itemFeatures('a', [1], { itemVersion: 1, tags: ['old'] })),
        // A new tagger’s answer for the same version of the item.
        encodeItemFeatures(itemFeatures('a', [3], { itemVersion: 2, tags: ['newest'] })),
      ],
      [TOPICS.users]: [user('u', 2, { age: 2 }), user('u', 1, { age: 1 })],
    });
    expect(data.items.get('a')?.tags).toEqual(['newest']);
    expect(data.users.get('u')).toEqual({ age: 2 });
  });

  it('has no deleted item, also if an older version comes after the deletion', async () => {
    const data = await load({
      [TOPICS.itemFeatures]: [
        encodeItemFeatures(itemFeatures('a', [1], { itemVersion: 1 })),
        encodeItemFeatures(itemFeatures('a', [], { itemVersion: 3, deleted: true })),
        encodeItemFeatures(itemFeatures('a', [1], { itemVersion: 2 })),
        encodeItemFeatures(itemFeatures('b', [], { itemVersion: 1, deleted: true })),
        encodeItemFeatures(itemFeatures('b', [1], { itemVersion: 2 })),
      ],
    });
    expect([...data.items.keys()]).toEqual(['b']);
  });

  it('reads one tenant', async () => {
    const data = await load(
      {
        [TOPICS.interactions]: [event('1', 'u', 'a', 1), event('2', 'u', 'b', 2, 'other')],
        [TOPICS.itemFeatures]: [encodeItemFeatures(itemFeatures('a', [1]))],
        [TOPICS.context]: [encodeContextSignal(contextSignal({ id: '1', from: 0, signals: { rain: true } }))],
      },
      { tenant: 'other' },
    );
    expect([rowsOf(data), data.items.size, data.timeline.regionSignalValues(1e15).size]).toEqual([['u:b'], 0, 0]);
  });

  it('leaves out unreadable messages, reports them, and goes on', async () => {
    const poison: string[] = [];
    const garbage = { id: 'x', value: Uint8Array.of(0xff, 0xff, 0xff) };
    const timeless = Interaction.encode(Interaction.fromPartial({ tenantId: 'default', userId: 'u' })).finish();
    const undated = UserChange.encode({
      change: { $case: 'delete', value: { tenantId: 'default', userId: 'u', time: undefined } },
    }).finish();
    const data = await load(
      {
        [TOPICS.itemFeatures]: [garbage],
        [TOPICS.users]: [garbage, { id: 'y', value: undated }],
        [TOPICS.context]: [garbage, encodeContextSignal(contextSignal({ id: '1', from: 0, signals: { rain: true } }))],
        [TOPICS.interactions]: [garbage, { id: 'y', value: timeless }, event('1', 'u', 'a', 1)],
      },
      { onPoison: (error: StarsError) => poison.push(error.code) },
    );
    expect(rowsOf(data)).toEqual(['u:a']);
    expect(data.timeline.regionSignalValues(1).get('rain')).toEqual([true]);
    expect(poison).toEqual(Array.from({ length: 6 }, () => 'STARS_POISON_MESSAGE'));
  });

  it('learns nothing from features that the embedder refuses, though they are the newest', async () => {
    const good = encodeItemFeatures(itemFeatures('a', [0.5]));
    const huge = { ...itemFeatures('a', [1e38]), itemVersion: 9 };
    const poison: string[] = [];
    const data = await load(
      { [TOPICS.itemFeatures]: [good, { id: 'huge', value: ItemFeatures.encode(huge).finish() }] },
      { onPoison: (error: StarsError) => poison.push(error.code) },
    );
    expect([...data.items.get('a')!.embedding]).toEqual([...new Uint8Array(Float32Array.of(0.5).buffer)]);
    expect(poison).toEqual(['STARS_OUT_OF_RANGE']);
  });

  it('reports progress, and stops at an abort', async () => {
    const events = [event('1', 'u', 'a', 1), event('2', 'u', 'b', 2)];
    const reported: [string, number][] = [];
    const stop = new AbortController();
    const loading = load(
      { [TOPICS.interactions]: events },
      {
        signal: stop.signal,
        onProgress: (topic, messages) => {
          reported.push([topic, messages]);
          stop.abort();
        },
      },
    );
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
    expect(reported).toEqual([[TOPICS.interactions, 1]]);
  });
});

describe('filterLog', () => {
  it('keeps the chosen rows, in order, with all columns', () => {
    const log = logOf([
      { userId: 'u', itemId: 'a', time: 1, region: 'n', value: 4, sessionId: 's', type: 1 },
      { userId: 'v', itemId: 'b', time: 2 },
      { userId: 'u', itemId: 'c', time: 3, type: 2 },
      { userId: 'w', itemId: 'a', time: 4 },
    ]);
    const part = filterLog(log, (row, userIndex) => log.time[row] !== 1 && log.users[userIndex] !== 'v');
    expect([...part.userOffsets]).toEqual([0, 1, 1, 2]);
    expect([...part.time]).toEqual([3, 4]);
    expect(Array.from(part.item, (item) => part.items[item])).toEqual(['c', 'a']);
    expect([...part.type]).toEqual([2, 3]);
    expect([...part.arrival]).toEqual([2, 3]);
    const whole = filterLog(log, () => true);
    expect(whole).toEqual(log);
  });
});
