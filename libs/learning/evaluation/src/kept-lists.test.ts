import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';
import { ListsFolder } from './kept-lists.js';
import { fourSessions } from './testing/four-sessions.js';
import { listedRanker } from './testing/listed.js';

const KEY = { ranker: 'r', identity: 'v1', explore: false, k: 2 };
const LISTS = { k: 2, items: Int32Array.of(3, -1, 70_000, 0) };

describe('ListsFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-lists-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives lists back to their own key only', async () => {
    const kept = new ListsFolder(join(folder, 'deeper'));
    expect(await kept.get(KEY, 2)).toBeUndefined();
    await kept.put(KEY, LISTS);
    expect(await kept.get(KEY, 2)).toEqual(LISTS);
    for (const other of [{ ranker: 's' }, { identity: 'v2' }, { explore: true }, { k: 4 }]) {
      expect(await kept.get({ ...KEY, ...other }, 2)).toBeUndefined();
    }
    expect(await kept.get(KEY, 3)).toBeUndefined();
    expect(readdirSync(join(folder, 'deeper'))).toHaveLength(1);
  });

  it('finds no lists made by other code', async () => {
    await new ListsFolder(folder).put(KEY, LISTS);
    expect(await new ListsFolder(folder).get(KEY, 2)).toEqual(LISTS);
    expect(await new ListsFolder(folder, 'other').get(KEY, 2)).toBeUndefined();
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['altered', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(9)])],
    ['empty', () => Buffer.alloc(0)],
  ])('ignores a file that is %s', async (_, damage) => {
    const kept = new ListsFolder(folder);
    await kept.put(KEY, LISTS);
    const path = join(folder, readdirSync(folder)[0]!);
    writeFileSync(path, damage(readFileSync(path)));
    expect(await kept.get(KEY, 2)).toBeUndefined();
  });

  it('spares an evaluation the rankers that are done, unless they changed', async () => {
    const set = fourSessions();
    const ranked: string[] = [];
    const ranker = (name: string, identity = '') => {
      const plain = listedRanker(name, 'baseline', { 'u_2026-01-20': ['a'] });
      const rank: typeof plain.rank = (...args) => {
        ranked.push(`${name} ${identity}`);
        return plain.rank(...args);
      };
      return { ...plain, identity, rank };
    };
    const run = (rankers: ReturnType<typeof ranker>[]) =>
      evaluate({ set, rankers, resamples: 5, kept: new ListsFolder(folder) });
    const first = await run([ranker('one', 'a'), ranker('two')]);
    expect(await run([ranker('one', 'a'), ranker('two')])).toEqual(first);
    await run([ranker('one', 'b')]);
    expect(ranked).toEqual(['one a', 'two ', 'one b']);
  });
});
