import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteEventBus } from './embedded.js';
import { PublishThread } from './publish-thread.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-thread-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('reports an error if it cannot work, and the next call starts another', async () => {
  const path = join(folder, 'stars.db');
  mkdirSync(path);
  const thread = new PublishThread(path);
  const call = { topic: 'topic', messages: [{ key: 'k', id: 'i', value: Uint8Array.of(1, 2) }] };
  for (let n = 0; n < 2; n++) {
    await expect(thread.store([call])).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  }
  rmSync(path, { recursive: true });
  const db = openDatabase(path);
  const bus = new SqliteEventBus(db);
  expect(await thread.store([call, call])).toEqual([
    { result: { appended: 1, duplicates: 0 } },
    { result: { appended: 0, duplicates: 1 } },
  ]);
  await thread.close();
  const read: [string, number[]][] = [];
  for await (const batch of bus.read({ topic: 'topic' }))
    read.push(...batch.map((m) => [m.id, [...m.value]] as [string, number[]]));
  expect(read).toEqual([['i', [1, 2]]]);
  await bus.close();
  db.close();
});
