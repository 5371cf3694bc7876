import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HealthRegistry, type Logger } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkDaily, compactErased, registerDatabaseCheck } from './database-care.js';

let folder: string;
let file: string;
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const logger = log as unknown as Logger;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-care-'));
  file = join(folder, 'stars.db');
  const database = openDatabase(file);
  database.exec('CREATE TABLE t(x TEXT)');
  database.transaction(() => {
    for (let n = 0; n < 2000; n++) database.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(200));
  });
  database.close();
});
afterEach(() => {
  vi.clearAllMocks();
  rmSync(folder, { recursive: true });
});

it('ends readiness once a page is damaged that nobody has read', async () => {
  const health = new HealthRegistry();
  registerDatabaseCheck(health, folder);
  const whole = checkDaily(folder, logger);
  await vi.waitFor(() => expect(log.info).toHaveBeenCalledWith(expect.anything(), 'the database is whole'));
  expect((await health.readiness()).ready).toBe(true);
  await whole();
  const handle = openSync(file, 'r+');
  writeSync(handle, new Uint8Array(40_960).fill(0xa5), 0, 40_960, 40_960);
  closeSync(handle);
  const end = checkDaily(folder, logger);
  await vi.waitFor(async () => expect((await health.readiness()).checks['database']!.message).toContain('is damaged'));
  expect((await health.readiness()).ready).toBe(false);
  expect(log.error).toHaveBeenCalled();
  await end();
});

it('writes the file anew after an erasure, in a thread of its own', async () => {
  await compactErased(folder, logger);
  expect(log.info).not.toHaveBeenCalled();
  const database = openDatabase(file);
  await database.erase(() => database.exec('DELETE FROM t'));
  database.close();
  await compactErased(folder, logger);
  expect(log.info).toHaveBeenCalledTimes(1);
  expect(statSync(file).size).toBeLessThan(20_000);
});
