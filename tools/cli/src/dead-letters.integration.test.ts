import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogItem, encodeCatalogUpsert, encodeInteraction, Interaction, TOPICS } from '@stars/contracts';
import type { BusMessage, Subscription } from '@stars/event-bus';
import { type OpenPorts, openPorts } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeDataFolder } from './data-folder.js';
import { buildProgram } from './program.js';
import { stackConfig } from './stack-config.js';

const kafka = process.env['STARS_TEST_KAFKA'];
/** Verbs of dead letters open the bus alone: nobody listens at the other addresses. */
const SERVERS = {
  STARS_STACK: 'servers',
  STARS_KAFKA_BROKERS: kafka,
  STARS_KAFKA_PARTITIONS: '2',
  STARS_PREFIX: `test-${randomUUID().slice(0, 8)}`,
  STARS_REDIS_URL: 'redis://127.0.0.1:1',
  STARS_ELASTICSEARCH_URL: 'http://127.0.0.1:1',
  STARS_VECTOR_INDEX: 'embedded',
};

const STACKS: [string, NodeJS.ProcessEnv][] = [['embedded', {}], ...(kafka ? ([['Kafka', SERVERS]] as const) : [])] as [
  string,
  NodeJS.ProcessEnv,
][];

describe.each(STACKS)('./stars dead-letters, %s, while a service runs', (_, stack) => {
  const root = mkdtempSync(join(tmpdir(), 'stars-letters-'));
  let ports: OpenPorts<'bus'>;
  let subscriptions: Subscription[];
  let refuses = true;
  const handled: string[] = [];

  /** What the verb prints. */
  async function run(...parameters: string[]): Promise<string> {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const program = await buildProgram('dead-letters');
      await program.parseAsync(['dead-letters', ...parameters, '--data', root], { from: 'user' });
      return written.mock.calls.map(([text]) => text).join('');
    } finally {
      written.mockRestore();
    }
  }
  const asked = async <T>(...parameters: string[]): Promise<T> => JSON.parse(await run(...parameters, '--json')) as T;
  interface Listed {
    letters: {
      id: string;
      topic: string;
      group: string;
      code: string;
      key: string;
      attempts: number;
      replays: number;
    }[];
    more: boolean;
  }
  const list = (...parameters: string[]) => asked<Listed>('list', ...parameters);

  beforeAll(async () => {
    for (const [name, value] of Object.entries(stack)) vi.stubEnv(name, value);
    const folder = makeDataFolder(root);
    ports = await openPorts(stackConfig(folder), ['bus']);
    const items = Array.from({ length: 5 }, (_, n) =>
      CatalogItem.fromPartial({ itemId: `i${n}`, version: 7, title: `Figs ${n}` }),
    );
    const time = new Date('2024-05-01T10:00:00Z');
    const event = Interaction.fromPartial({ eventId: 'e', userId: 'ann', itemId: 'i1', type: 1, time });
    await ports.bus.publish(
      TOPICS.catalog,
      items.map((item) => encodeCatalogUpsert(item)),
    );
    await ports.bus.publish(TOPICS.interactions, [encodeInteraction(event)]);
    await ports.bus.publish(TOPICS.users, [{ key: 'default/ann', id: 'broken', value: Buffer.from([1, 2, 3]) }]);
    const refuse = (group: string, ...topics: string[]) =>
      ports.bus.consume({
        group,
        topics,
        handler: async (messages: BusMessage[]) => {
          if (!refuses) handled.push(...messages.map(({ key }) => `${group} ${key}`));
          return refuses
            ? messages.map((message) => ({ message, code: 'STARS_INVALID_FIELD', reason: 'no colour' }))
            : [];
        },
      });
    subscriptions = [
      await refuse('indexer', TOPICS.catalog),
      await refuse('embedder', TOPICS.interactions, TOPICS.users),
    ];
    await vi.waitFor(async () => expect((await list()).letters).toHaveLength(7), { timeout: 60_000, interval: 100 });
    refuses = false;
  });
  afterAll(async () => {
    for (const subscription of subscriptions) await subscription.close();
    await ports?.close();
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });

  it('lists by topic, group and code, the first ones if there are many', async () => {
    expect((await list('--topic', 'catalog')).letters.map(({ key }) => key).sort()).toEqual(
      ['i0', 'i1', 'i2', 'i3', 'i4'].map((id) => `default/${id}`),
    );
    expect((await list('--group', 'embedder')).letters).toMatchObject([
      { topic: TOPICS.interactions, group: 'embedder', key: 'default/ann', attempts: 1, code: 'STARS_INVALID_FIELD' },
      { topic: TOPICS.users },
    ]);
    expect((await list('--code', 'STARS_TOO_LARGE')).letters).toEqual([]);
    const all = await list();
    expect(all.more).toBe(false);
    expect(await list('--limit', '3')).toEqual({ letters: all.letters.slice(0, 3), more: true });
    expect(await run('list')).toMatch(/^id +time +group +key +attempts +code +reason\n/);
  });

  it('shows the message as JSON, and its bytes if they are no message', async () => {
    const [event, broken] = (await list('--group', 'embedder')).letters;
    expect(await asked('show', event!.id)).toMatchObject({
      reason: 'no colour',
      message: { event_id: 'e', user_id: 'ann', item_id: 'i1', time: '2024-05-01T10:00:00.000Z' },
    });
    expect(await asked('show', broken!.id)).toMatchObject({ base64: 'AQID', unreadable: expect.any(String) });
    const [item] = (await list('--topic', 'catalog')).letters;
    expect(await asked('show', item!.id)).toMatchObject({ message: { upsert: { version: 7 } } });
  });

  it('sends letters again to their group, drops others, and says what it does not find', async () => {
    const [first, second] = (await list('--topic', 'catalog')).letters;
    expect(await asked('replay', first!.id)).toEqual({ replayed: 1 });
    await expect.poll(() => handled, { timeout: 60_000 }).toEqual([`indexer ${first!.key}`]);
    expect(await asked('drop', second!.id)).toEqual({ dropped: 1 });
    expect(await asked('replay', '--all', '--topic', 'catalog')).toEqual({ replayed: 3 });
    await expect.poll(() => handled.length, { timeout: 60_000 }).toBe(4);
    expect(new Set(handled).size).toBe(4);
    expect(handled).not.toContain(`indexer ${second!.key}`);
    // A deleted user's letters go with the user's messages.
    await ports.bus.eraseKey([TOPICS.interactions, TOPICS.users], 'default/ann');
    expect((await list()).letters).toEqual([]);

    await expect(run('show', first!.id)).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
    for (const mistaken of [['drop', 'x'], ['replay'], ['replay', '--all', first!.id]]) {
      await expect(run(...mistaken)).rejects.toMatchObject({ code: 'STARS_USAGE' });
    }
    expect(await run('list')).toBe('There is no dead letter.\n');
  });
});
