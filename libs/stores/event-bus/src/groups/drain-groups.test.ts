import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Headway } from '@stars/platform';
import { type Database, openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsumerGroup, MessagesLeft } from '../awaited-positions.js';
import { SqliteEventBus } from '../embedded.js';
import { SteadyFeed } from '../testing/index.js';
import { drainGroups } from './drain-groups.js';

const GROUPS: ConsumerGroup[] = [
  { group: 'tagger', topics: ['items'], feeds: ['features'] },
  { group: 'embedder', topics: ['features'] },
];

let folder: string;
let database: Database;
let bus: SqliteEventBus;
let feed: SteadyFeed;
const handled = new Map<string, Set<string>>();

const message = (id: string) => ({ key: id, id, value: new Uint8Array([1]) });
const idsOf = (group: string): Set<string> => handled.get(group) ?? new Set();

/** Handles two messages at a time, more slowly than they come. */
const consume = (group: string, topic: string, publish?: string) =>
  bus.consume({
    group,
    topics: [topic],
    batchSize: 2,
    handler: async (messages) => {
      await sleep(4);
      if (publish)
        await bus.publish(
          publish,
          messages.map(({ id }) => message(id)),
        );
      handled.set(group, new Set([...idsOf(group), ...messages.map(({ id }) => id)]));
    },
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stars-drain-'));
  database = openDatabase(join(folder, 'stars.db'));
  bus = new SqliteEventBus(database, { pollMs: 2 });
  handled.clear();
  await bus.publish(
    'items',
    Array.from({ length: 20 }, (_, n) => message(`there-${n}`)),
  );
  feed = new SteadyFeed(1, (n) =>
    bus.publish(
      'items',
      [0, 1, 2, 3].map((i) => message(`later-${n}-${i}`)),
    ),
  );
});
afterEach(async () => {
  await feed.stop();
  await bus.close();
  database.close();
  rmSync(folder, { recursive: true });
});

describe('drainGroups under a feed that never pauses', () => {
  it('ends once what was there has gone through all groups', async () => {
    await consume('tagger', 'items', 'features');
    await consume('embedder', 'features');
    using headway = new Headway('the test', new AbortController().signal, 5000);
    const seen: number[] = [];
    await drainGroups(bus, GROUPS, { pollMs: 5, headway, onProgress: ({ total }) => seen.push(total) });
    for (const group of ['tagger', 'embedder']) {
      expect([...idsOf(group)].filter((id) => id.startsWith('there'))).toHaveLength(20);
    }
    expect((await bus.lag('tagger', ['items'])).get('items')).toBeGreaterThan(0);
    // How often it looks depends on the machine.
    expect(seen.length).toBeGreaterThan(0);
  });

  it('gives up if nobody works on what was there, though ever more comes, and says what is left', async () => {
    using headway = new Headway('the test', new AbortController().signal, 500);
    const seen: MessagesLeft[] = [];
    const waiting = drainGroups(bus, GROUPS, { pollMs: 5, headway, onProgress: (left) => seen.push(left) });
    await expect(waiting).rejects.toMatchObject({
      code: 'STARS_UNAVAILABLE',
      message: expect.stringMatching(/the test: no progress for .*tagger 2\d\b/),
    });
    expect(feed.published).toBeGreaterThan(1);
    expect(new Set(seen.map(({ total }) => total)).size).toBe(1);
  });
});
