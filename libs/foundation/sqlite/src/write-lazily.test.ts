import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from './index.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-sqlite-'));
  file = join(folder, 'stars.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('writes lazily for others to see, and waits for the disk again afterwards, whatever became of it', async () => {
  const first = openDatabase(file);
  const second = openDatabase(file, { busyTimeoutMs: 20 });
  const level = () => first.prepare('PRAGMA synchronous').get();
  first.exec('CREATE TABLE t(x)');
  const insert = first.prepare('INSERT INTO t VALUES (?)');
  const within = await first.writeLazily(() => [insert.run(1), level()]);
  expect([within, level()]).toEqual([[1, { synchronous: 1 }], { synchronous: 2 }]);
  expect(second.prepare('SELECT x FROM t').all()).toEqual([{ x: 1 }]);
  const failed = first.writeLazily(() => {
    insert.run(2);
    throw new RangeError('mine');
  });
  await expect(failed).rejects.toThrow(RangeError);
  first.exec('BEGIN IMMEDIATE');
  await expect(second.writeLazily(() => undefined)).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  first.exec('ROLLBACK');
  expect([level(), second.prepare('PRAGMA synchronous').get()]).toEqual([{ synchronous: 2 }, { synchronous: 2 }]);
  expect(second.prepare('SELECT x FROM t').all()).toEqual([{ x: 1 }]);
  first.close();
  second.close();
});
