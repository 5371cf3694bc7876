import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContextSignal, encodeContextSignal, TOPICS } from '@stars/contracts';
import { type ReadOptions, SqliteEventBus } from '@stars/event-bus';
import { TopicFollower } from '@stars/platform';
import { type Database, openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContextFollower, type ContextSource } from './context-follower.js';

let folder: string;
let database: Database;
let bus: SqliteEventBus;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-follower-'));
  database = openDatabase(join(folder, 'stars.db'));
  bus = new SqliteEventBus(database);
});
afterEach(async () => {
  await bus.close();
  database.close();
  rmSync(folder, { recursive: true });
});

const publish = (topic: string, ...texts: string[]) =>
  bus.publish(
    topic,
    texts.map((text) => ({ key: text.split('=')[0]!, id: text, value: Buffer.from(text) })),
  );

/** A follower of a topic and what it has seen. */
function follow(topic: string, each: (text: string) => void | Promise<void> = () => undefined) {
  const seen: string[] = [];
  const follower = new TopicFollower(bus, topic, async (value) => {
    const text = Buffer.from(value).toString();
    await each(text);
    seen.push(text);
  });
  return { follower, seen };
}

describe('TopicFollower', () => {
  it('sees the messages that are there, then new ones, each once', async () => {
    const { follower, seen } = follow('t');
    await follower.catchUp();
    expect(seen).toEqual([]);
    const many = Array.from({ length: 2500 }, (_, i) => `k=${i}`);
    await publish('t', ...many);
    await follower.catchUp();
    await publish('t', 'k=last');
    await follower.catchUp();
    await follower.catchUp();
    expect(seen).toEqual([...many, 'k=last']);
  });

  it('queues concurrent calls: no message is seen twice, and each call sees what was there when it came', async () => {
    const { follower, seen } = follow('t', () => new Promise((resolve) => setTimeout(resolve, 1)));
    await publish('t', 'a=1', 'a=2');
    const first = follower.catchUp();
    await publish('t', 'a=3');
    const second = follower.catchUp();
    await Promise.all([first, second, follower.catchUp()]);
    expect(seen).toEqual(['a=1', 'a=2', 'a=3']);
  });

  it('reads twice for any number that come together', async () => {
    let reads = 0;
    const counted = {
      endOffsets: async (topic: string) => {
        reads++;
        return bus.endOffsets(topic);
      },
      read: (options: ReadOptions) => bus.read(options),
    };
    await publish('t', 'a=1');
    const follower = new TopicFollower(counted, 't', () => undefined);
    await Promise.all(Array.from({ length: 100 }, () => follower.catchUp()));
    expect(reads).toBe(2);
  });

  it('does not lose the message at which the callback failed', async () => {
    let failures = 2;
    const { follower, seen } = follow('t', (text) => {
      if (text === 'a=2' && failures-- > 0) throw new Error('not now');
    });
    await publish('t', 'a=1', 'a=2', 'a=3');
    await expect(follower.catchUp()).rejects.toThrow('not now');
    // A call that is queued behind a failed one tries again.
    const [second, third] = await Promise.allSettled([follower.catchUp(), follower.catchUp()]);
    expect([second.status, third.status]).toEqual(['rejected', 'fulfilled']);
    expect(seen).toEqual(['a=1', 'a=2', 'a=3']);
  });

  it('follows a compacted topic over its gaps', async () => {
    const topic = TOPICS.servedModels;
    const { follower, seen } = follow(topic);
    await publish(topic, 'a=1', 'b=1');
    await follower.catchUp();
    await publish(topic, 'a=2', 'a=3', 'b=2');
    await follower.catchUp();
    expect(seen.slice(0, 2)).toEqual(['a=1', 'b=1']);
    expect(seen.slice(-2)).toEqual(['a=3', 'b=2']);
    const late = follow(topic);
    await late.follower.catchUp();
    expect(late.seen).toEqual(['a=3', 'b=2']);
  });

  it('does not read forever behind a message that was erased at the end', async () => {
    let reads = 0;
    const counted = {
      endOffsets: (topic: string) => bus.endOffsets(topic),
      read: (options: ReadOptions) => {
        reads++;
        return bus.read(options);
      },
    };
    await publish('t', 'a=1', 'b=1');
    await bus.eraseKey(['t'], 'b');
    const seen: string[] = [];
    const follower = new TopicFollower(counted, 't', (value) => void seen.push(Buffer.from(value).toString()));
    for (let i = 0; i < 3; i++) await follower.catchUp();
    expect([seen, reads]).toEqual([['a=1'], 1]);
    await publish('t', 'c=1');
    await follower.catchUp();
    expect(seen).toEqual(['a=1', 'c=1']);
  });
});

describe('ContextFollower', () => {
  const signal = (eventId: string, tenantId: string, rain: boolean) =>
    encodeContextSignal(
      ContextSignal.fromPartial({ tenantId, eventId, region: 'n', validFrom: new Date(0), signals: { rain } }),
    );
  const rainAt = async (follower: ContextSource, tenant: string): Promise<unknown[]> => {
    const values: unknown[] = [];
    (await follower.timeline(tenant)).regionSignals('n', 1, (_, value) => values.push(value));
    return values;
  };

  it('keeps tenants apart and is up to date at every call', async () => {
    const follower = new ContextFollower(bus);
    expect(await rainAt(follower, 'default')).toEqual([]);
    await bus.publish(TOPICS.context, [signal('1', 'default', true), signal('1', 'other', false)]);
    expect(await rainAt(follower, 'default')).toEqual([true]);
    expect(await rainAt(follower, 'other')).toEqual([false]);
    expect(await rainAt(follower, 'third')).toEqual([]);
  });

  it('never waits for the bus while it follows, and keeps its last state while the bus is away', async () => {
    let away = false;
    let asked = 0;
    const errors: unknown[] = [];
    const followed = {
      endOffsets: async (topic: string) => {
        asked++;
        if (away) throw new Error('away');
        return bus.endOffsets(topic);
      },
      read: (options: ReadOptions) => bus.read(options),
    };
    const follower = new ContextFollower(followed);
    await bus.publish(TOPICS.context, [signal('1', 'default', true)]);
    const stop = await follower.follow(5, (error) => errors.push(error));
    const { lastKnown } = follower;
    expect(await rainAt(lastKnown, 'default')).toEqual([true]);
    await bus.publish(TOPICS.context, [signal('2', 'other', false)]);
    await expect.poll(() => rainAt(lastKnown, 'other')).toEqual([false]);
    away = true;
    await expect.poll(() => errors.length).toBeGreaterThan(1);
    expect(await rainAt(lastKnown, 'default')).toEqual([true]);
    away = false;
    await bus.publish(TOPICS.context, [signal('3', 'third', true)]);
    await expect.poll(() => rainAt(lastKnown, 'third')).toEqual([true]);
    stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(asked).toBe(before);
  });

  it('is not held up by a message that cannot be read', async () => {
    const poison: string[] = [];
    const follower = new ContextFollower(bus, ({ code }) => poison.push(code));
    await bus.publish(TOPICS.context, [
      { key: 'x', id: 'x', value: Uint8Array.of(0xff, 0xff) },
      signal('1', 'default', true),
    ]);
    expect(await rainAt(follower, 'default')).toEqual([true]);
    expect(await rainAt(follower, 'default')).toEqual([true]);
    expect(poison).toEqual(['STARS_POISON_MESSAGE']);
  });
});
