import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, openDatabase } from './index.js';

let file: string;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-sqlite-'));
  file = join(folder, 'stars.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('migrate', () => {
  it('applies new steps once, and refuses a newer file', () => {
    const db = openDatabase(file);
    migrate(db, 'part', ['CREATE TABLE a(x)']);
    migrate(db, 'part', ['CREATE TABLE a(x)', 'CREATE TABLE b(x)']);
    migrate(db, 'part', ['CREATE TABLE a(x)', 'CREATE TABLE b(x)']);
    migrate(db, 'other', ['CREATE TABLE c(x)']);
    expect(db.prepare('SELECT component, version FROM schema_version ORDER BY component').all()).toEqual([
      { component: 'other', version: 1 },
      { component: 'part', version: 2 },
    ]);
    expect(() => migrate(db, 'part', ['CREATE TABLE a(x)'])).toThrow(
      expect.objectContaining({ code: 'STARS_UNREADABLE_FILE' }),
    );
    db.close();
  });

  it('is rolled back as a whole if a step fails', () => {
    const db = openDatabase(file);
    expect(() => migrate(db, 'part', ['CREATE TABLE a(x)', 'CREATE TABEL b(x)'])).toThrow();
    expect(db.prepare(`SELECT count(*) n FROM sqlite_master`).get()).toEqual({ n: 0 });
    db.close();
  });
});

describe('several processes', () => {
  it('open, migrate and write one new file at once without losing a row', async () => {
    const built = pathToFileURL(join(import.meta.dirname, '../dist/index.js')).href;
    const program = `
      import { migrate, openDatabase } from '${built}';
      const db = openDatabase(process.argv[1]);
      migrate(db, 'part', ['CREATE TABLE t(x)']);
      for (let i = 0; i < 50; i++) db.transaction(() => db.prepare('INSERT INTO t VALUES (?)').run(process.pid));
      db.close();`;
    const codes = await Promise.all(
      [0, 1, 2, 3].map(
        () =>
          new Promise<number | null>((done) => {
            spawn(process.execPath, ['--input-type=module', '-e', program, file], { stdio: 'inherit' }).on(
              'exit',
              done,
            );
          }),
      ),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    const db = openDatabase(file);
    expect(db.prepare('SELECT count(*) n, count(DISTINCT x) p FROM t').get()).toEqual({ n: 200, p: 4 });
    db.close();
  });
});
