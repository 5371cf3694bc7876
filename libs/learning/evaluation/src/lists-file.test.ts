import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personalFrequencyFilled } from '@stars/baselines';
import { LocalClock } from '@stars/features';
import { splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeLists } from './lists-file.js';
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

interface Line {
  session_id: string;
  user_id: string;
  items: string[];
}
const read = async (path: string): Promise<Line[]> =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('writeLists', () => {
  it('writes enough to recompute the figures', async () => {
    const ranked = await personalFrequencyFilled().rank(set, { k: 10, explore: false });
    const path = join(folder, 'lists.jsonl');
    await writeLists(path, set, ranked);
    const lines = await read(path);
    expect(lines.map((line) => Object.keys(line))).toEqual(set.sessions.map(() => ['session_id', 'user_id', 'items']));
    expect(lines.map((line) => line.session_id)).toEqual(set.sessions.map((session) => session.sessionId));
    const items = Int32Array.from(lines.flatMap((line) => line.items.map((id) => set.catalogue.indexOf(id))));
    expect(measure(set, { k: 10, items }).summary).toEqual(measure(set, ranked).summary);
    expect(await readdir(folder)).toEqual(['lists.jsonl']);
  });

  it('writes only the sessions that explore evaluates', async () => {
    const ranked = { k: 2, items: new Int32Array(set.sessions.length * 2).map((_, n) => n % 2) };
    const path = join(folder, 'explore.jsonl');
    await writeLists(path, set, ranked, { explore: true });
    const written = (await read(path)).map((line) => line.session_id);
    const expected = set.sessions.filter((s) => s.targetNew.length > 0).map((s) => s.sessionId);
    expect(written).toEqual(expected);
    expect(written.length).toBeLessThan(set.sessions.length);
  });

  it('leaves nothing behind if it cannot write', async () => {
    const path = join(folder, 'no such folder', 'lists.jsonl');
    await expect(writeLists(path, set, { k: 1, items: new Int32Array(set.sessions.length) })).rejects.toThrow('ENOENT');
  });
});
