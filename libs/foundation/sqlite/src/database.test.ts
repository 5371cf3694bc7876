import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageOf, openDatabase } from './index.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-sqlite-'));
  file = join(folder, 'deep', 'er', 'stars.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('openDatabase', () => {
  it('makes the folder and sets up durability', () => {
    const db = openDatabase(file);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 });
    expect(db.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 10_000 });
    db.close();
    db.close();
  });

  it('keeps 32 MiB of pages, or as much as the caller asks for', () => {
    const cacheKiB = [openDatabase(file), openDatabase(file, { cacheMiB: 4 })].map((db) => {
      const size = db.prepare('PRAGMA cache_size').get();
      db.close();
      return size;
    });
    expect(cacheKiB).toEqual([{ cache_size: -32_768 }, { cache_size: -4096 }]);
  });

  it('lets nobody else read, though a restored file did', () => {
    const modes = (): number[] => ['', '-wal', '-shm'].map((end) => statSync(`${file}${end}`).mode & 0o777);
    const umask = process.umask(0o022);
    try {
      const db = openDatabase(file);
      db.exec('CREATE TABLE t(x)');
      expect(modes()).toEqual([0o600, 0o600, 0o600]);
      expect(readdirSync(dirname(file))).toHaveLength(3);
      db.close();
    } finally {
      process.umask(umask);
    }
    chmodSync(file, 0o644);
    openDatabase(file).close();
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('takes a file without bytes for a damaged one', () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'STARS_UNREADABLE_FILE' }));
    expect(damageOf(file)).toContain('has no bytes');
  });

  it('says that a file is not a database', () => {
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'this is not a database, however long it goes on '.repeat(100));
    expect(() => openDatabase(text)).toThrow(expect.objectContaining({ code: 'STARS_UNREADABLE_FILE' }));
  });

  it('says that a page is damaged', () => {
    const db = openDatabase(file);
    db.exec('CREATE TABLE t(x TEXT)');
    db.transaction(() => {
      for (let i = 0; i < 2000; i++) db.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(200));
    });
    db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
    db.close();
    execFileSync('dd', ['if=/dev/urandom', `of=${file}`, 'bs=4096', 'seek=1', 'count=60', 'conv=notrunc'], {
      stdio: 'ignore',
    });
    const again = openDatabase(file);
    expect(damageOf(file)).toBeUndefined();
    const unreadable = expect.objectContaining({ code: 'STARS_UNREADABLE_FILE' });
    expect(() => again.check()).toThrow(unreadable);
    expect(damageOf(file)).toContain('is damaged');
    expect(() => again.prepare('SELECT sum(length(x)) FROM t').get()).toThrow(unreadable);
    again.close();
  });

  it('says that a path cannot be opened', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openDatabase(join(folder, 'file', 'stars.db'))).toThrow(
      expect.objectContaining({ code: 'STARS_UNAVAILABLE' }),
    );
  });
});

describe('transaction', () => {
  it('keeps all or nothing, and nests into one', () => {
    const db = openDatabase(file);
    db.exec('CREATE TABLE t(x INTEGER PRIMARY KEY)');
    const insert = db.prepare('INSERT INTO t VALUES (?)');
    expect(() =>
      db.transaction(() => {
        insert.run(1);
        db.transaction(() => insert.run(2));
        throw new RangeError('mine');
      }),
    ).toThrow(RangeError);
    db.transaction(() => insert.run(3));
    expect(db.prepare('SELECT x FROM t').all()).toEqual([{ x: 3 }]);
    db.close();
  });

  it('refuses asynchronous work, and stores nothing', () => {
    const db = openDatabase(file);
    db.exec('CREATE TABLE t(x)');
    expect(() =>
      db.transaction(async () => {
        db.prepare('INSERT INTO t VALUES (1)').run();
      }),
    ).toThrow(expect.objectContaining({ code: 'STARS_INTERNAL' }));
    expect(db.prepare('SELECT count(*) n FROM t').get()).toEqual({ n: 0 });
    db.close();
  });

  it('reports a lock that is not released as STARS_UNAVAILABLE', () => {
    const first = openDatabase(file);
    const second = openDatabase(file, { busyTimeoutMs: 50 });
    first.exec('CREATE TABLE t(x)');
    first.transaction(() => {
      expect(() => second.transaction(() => undefined)).toThrow(expect.objectContaining({ code: 'STARS_UNAVAILABLE' }));
    });
    second.transaction(() => second.prepare('INSERT INTO t VALUES (1)').run());
    expect(first.prepare('SELECT x FROM t').all()).toEqual([{ x: 1 }]);
    first.close();
    second.close();
  });

  it('reports a full disk as STARS_DISK_FULL, rolls the transaction back, and goes on once there is space', () => {
    const db = openDatabase(file);
    db.exec('PRAGMA max_page_count = 64');
    db.exec('CREATE TABLE t(x)');
    const insert = db.prepare('INSERT INTO t VALUES (?)');
    insert.run('first');
    const fill = () =>
      db.transaction(() => {
        for (let i = 0; i < 400; i++) insert.run('x'.repeat(1000));
      });
    expect(fill).toThrow(expect.objectContaining({ code: 'STARS_DISK_FULL' }));
    expect(db.prepare('SELECT count(*) n FROM t').get()).toEqual({ n: 1 });
    db.exec('PRAGMA max_page_count = 4294967294');
    fill();
    expect(db.prepare('SELECT count(*) n FROM t').get()).toEqual({ n: 401 });
    db.close();
  });

  it('gives a snapshot that later writes do not change', () => {
    const writer = openDatabase(file);
    const reader = openDatabase(file);
    writer.exec('CREATE TABLE t(x)');
    reader.snapshot(() => {
      expect(reader.prepare('SELECT count(*) n FROM t').get()).toEqual({ n: 0 });
      writer.prepare('INSERT INTO t VALUES (1)').run();
      expect(reader.prepare('SELECT count(*) n FROM t').get()).toEqual({ n: 0 });
    });
    expect(reader.prepare('SELECT count(*) n FROM t').get()).toEqual({ n: 1 });
    writer.close();
    reader.close();
  });
});

describe('write', () => {
  it('lets other work run while another connection writes, and then writes in turn', async () => {
    const [first, second] = [openDatabase(file), openDatabase(file)];
    first.exec('CREATE TABLE t(x); BEGIN IMMEDIATE');
    const insert = second.prepare('INSERT INTO t VALUES (?)');
    const writes = Promise.all([1, 2, 3].map((x) => second.write(() => insert.run(x))));
    for (let turn = 0; turn < 5; turn++) await setTimeout(1);
    expect(second.prepare('SELECT count(*) n FROM t').get()).toEqual({ n: 0 });
    first.exec('COMMIT');
    expect(await writes).toEqual([1, 1, 1]);
    expect(first.prepare('SELECT count(*) n FROM t').get()).toEqual({ n: 3 });
    await expect(second.write(() => JSON.parse('{'))).rejects.toThrow(SyntaxError);
    expect(await second.write(() => 'free again')).toBe('free again');
    first.close();
    second.close();
  });

  it('gives up after the busy timeout', async () => {
    const [first, second] = [openDatabase(file), openDatabase(file, { busyTimeoutMs: 50 })];
    first.exec('BEGIN IMMEDIATE');
    await expect(second.write(() => undefined)).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    first.close();
    second.close();
  });
});

describe('erase', () => {
  it('leaves no trace of the deleted bytes in the files', async () => {
    const db = openDatabase(file);
    db.exec('CREATE TABLE t(x)');
    db.prepare('INSERT INTO t VALUES (?)').run('REMEMBER-ME');
    db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
    const traces = () =>
      execFileSync('sh', ['-c', `cat "${file}"* | grep -ac REMEMBER-ME || true`])
        .toString()
        .trim();
    expect(traces()).toBe('1');
    await db.erase(() => db.prepare('DELETE FROM t').run());
    expect(traces()).toBe('0');
    db.close();
  });
});

describe('compactErased', () => {
  it('ends the copies of erased rows that SQLite left when it moved them', async () => {
    const db = openDatabase(file);
    db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, body TEXT)');
    // In no order, and rows that grow: pages are split and rebuilt.
    const names = Array.from({ length: 6000 }, (_, n) => `name-${(n * 7919) % 6000}-of-a-user`);
    db.transaction(() => {
      for (const name of names) db.prepare('INSERT INTO t(name, body) VALUES (?, ?)').run(name, '');
      for (let n = 0; n < 20_000; n++) {
        const values = ['x'.repeat((n * 31) % 400), names[(n * 4001) % names.length]!];
        db.prepare('UPDATE t SET body = ? WHERE name = ?').run(...values);
      }
    });
    const gone = names.filter((_, n) => n % 6 === 0);
    await db.erase(() => gone.forEach((name) => void db.prepare('DELETE FROM t WHERE name = ?').run(name)));
    const left = (): number => {
      const bytes = readFileSync(file);
      return gone.filter((name) => bytes.includes(name)).length;
    };
    expect(left()).toBeLessThan(gone.length / 50);
    expect(db.compactErased()).toBe(true);
    expect(left()).toBe(0);
    expect(db.compactErased()).toBe(false);
    expect(db.prepare('SELECT count(*) n FROM t').get()).toEqual({ n: names.length - gone.length });
    db.close();
  });
});
