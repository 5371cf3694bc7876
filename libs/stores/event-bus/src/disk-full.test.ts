import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@stars/sqlite';
import { expect, it, vi } from 'vitest';
import { SqliteEventBus } from './embedded.js';

it('says that the disk is full, keeps what it acknowledged, and goes on once there is space', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-full-'));
  const db = openDatabase(join(folder, 'stars.db'));
  db.exec('PRAGMA max_page_count = 512');
  const bus = new SqliteEventBus(db, { pollMs: 10, backOff: { firstMs: 5, mostMs: 20 } });
  const call = (n: number) =>
    Array.from({ length: 10 }, (_, i) => ({ key: `k${i % 2}`, id: `${n}/${i}`, value: randomBytes(3000) }));
  const acknowledged: string[] = [];
  let failure: unknown;
  for (let n = 0; failure === undefined && n < 1000; n++) {
    const messages = call(n);
    try {
      await bus.publish('t', messages);
      acknowledged.push(...messages.map((message) => message.id));
    } catch (error) {
      failure = error;
    }
  }
  expect(failure).toMatchObject({ code: 'STARS_DISK_FULL' });
  expect(acknowledged.length).toBeGreaterThan(300);
  await expect(bus.publish('t', call(1001))).rejects.toMatchObject({ code: 'STARS_DISK_FULL' });

  const ids = async (): Promise<string[]> => {
    const all: string[] = [];
    for await (const batch of bus.read({ topic: 't' })) all.push(...batch.map((message) => message.id));
    return all;
  };
  expect(await ids()).toEqual(acknowledged);

  // If there is no space for a dead letter, its message must not be committed.
  const errors: unknown[] = [];
  let batches = 0;
  await bus.consume({
    group: 'g',
    topics: ['t'],
    batchSize: 100,
    handler: async (messages) => {
      batches++;
      return messages.map((message) => ({ message, code: 'STARS_X', reason: 'x' }));
    },
    onError: (error) => errors.push(error),
  });
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(2));
  expect(errors[0]).toMatchObject({ code: 'STARS_DISK_FULL' });
  expect((await bus.lag('g', ['t'])).get('t')).toBe(acknowledged.length);
  expect(batches).toBeGreaterThan(2);
  await bus.close();

  const later = new SqliteEventBus(db);
  expect(await later.eraseKey(['t'], 'k0')).toBe(acknowledged.length / 2);
  expect(await later.publish('t', call(2000))).toEqual({ appended: 10, duplicates: 0 });
  expect(await later.publish('t', call(0))).toEqual({ appended: 5, duplicates: 5 });
  await later.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});
