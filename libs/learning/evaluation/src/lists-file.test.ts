import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personalFrequencyFilled } from '@stars/baselines';
import { LocalClock } from '@stars/features';
import { splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rankedFromLists, readLists, writeLists } from './lists-file.js';
import { measure } from './summary.js';

const rows = Array.from(
  { length: 200 },
  (_, n): SmallRow => [
    `u${n % 7}`,
    `i${(n * n) % 23}`,
    new Date(Date.UTC(2026, 0, 1 + Math.floor(n / 10))).toISOString(),
  ],
);
const set = splitByTime(smallLog(rows), new LocalClock('UTC'), { fraction: 0.3 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stars-lists-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('lists file', () => {
  it('holds enough to recompute the figures', async () => {
    const ranked = await personalFrequencyFilled().rank(set, { k: 10, explore: false });
    const path = join(folder, 'lists.jsonl');
    await writeLists(path, set, ranked);
    const lines = await readLists(path);
    expect(lines).toHaveLength(set.sessions.length);
    expect(Object.keys(lines[0]!)).toEqual(['session_id', 'user_id', 'items']);
    expect(lines.every((line) => line.items.length === 10)).toBe(true);
    const again = rankedFromLists(set, lines.toReversed());
    expect(measure(again.set, again.ranked).summary).toEqual(measure(set, ranked).summary);
    expect(await readdir(folder)).toEqual(['lists.jsonl']);
  });

  it('holds only the sessions that explore evaluates', async () => {
    const ranked = { k: 2, items: new Int32Array(set.sessions.length * 2).map((_, n) => n % 2) };
    const path = join(folder, 'explore.jsonl');
    await writeLists(path, set, ranked, { explore: true });
    const written = (await readLists(path)).map((line) => line.session_id);
    const expected = set.sessions.filter((s) => s.targetNew.length > 0).map((s) => s.sessionId);
    expect(written).toEqual(expected);
    expect(written.length).toBeLessThan(set.sessions.length);
  });

  it('counts an unknown item as a miss that keeps its place', () => {
    const session = set.sessions[0]!;
    const hit = set.catalogue[session.target[0]!]!;
    const line = { session_id: session.sessionId, user_id: session.userId, items: ['unheard of', hit] };
    const { set: narrowed, ranked } = rankedFromLists(set, [line]);
    expect(measure(narrowed, ranked).summary.overall['mrr@10']).toBe(0.5);
  });

  it('refuses a session that the evaluation does not have', () => {
    const line = { session_id: 'nobody_2026-01-01', user_id: 'nobody', items: [] };
    expect(() => rankedFromLists(set, [line])).toThrowError(expect.objectContaining({ code: 'STARS_NOT_FOUND' }));
  });

  const good = '{"session_id":"s","user_id":"u","items":["a"]}';
  it.each([
    ['{"session_id"', 'STARS_UNREADABLE_FILE', 'lines[1]'],
    ['null', 'STARS_UNREADABLE_FILE', 'lines[1]'],
    ['{"user_id":"u","items":["a"]}', 'STARS_FIELD_REQUIRED', 'lines[1].session_id'],
    ['{"session_id":"t","user_id":7,"items":["a"]}', 'STARS_FIELD_REQUIRED', 'lines[1].user_id'],
    ['{"session_id":"t","user_id":"u","items":[1]}', 'STARS_INVALID_FIELD', 'lines[1].items'],
    ['{"session_id":"t","user_id":"u","items":["a","b","a"]}', 'STARS_INVALID_FIELD', 'lines[1].items'],
    [good, 'STARS_INVALID_FIELD', 'lines[1].session_id'],
  ])('refuses the line %s', async (bad, code, field) => {
    const path = join(folder, 'bad.jsonl');
    await writeFile(path, `${good}\n${bad}\n`);
    await expect(readLists(path)).rejects.toMatchObject({ code, field });
  });

  it('fails if there is no such file, and leaves nothing behind if it cannot write', async () => {
    await expect(readLists(join(folder, 'none.jsonl'))).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
    const path = join(folder, 'no such folder', 'lists.jsonl');
    await expect(writeLists(path, set, { k: 1, items: new Int32Array(set.sessions.length) })).rejects.toThrow('ENOENT');
  });
});
