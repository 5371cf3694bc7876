import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveLog } from '@stars/archive';
import { TOPICS } from '@stars/contracts';
import type { ImportReport } from '@stars/datasets';
import { FolderObjectStore } from '@stars/object-store';
import { openEmbeddedStack } from '@stars/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAlike } from './testing/answers-alike.js';
import { BulkShop, LIVE, shop, WAREHOUSE, writeParquet } from './testing/bulk-shop.js';
import { startImport } from './testing/import-program.js';

const root = mkdtempSync(join(tmpdir(), 'stars-bulk-'));
const FILE = {
  ...WAREHOUSE,
  events: join(root, 'facts.parquet'),
  users: join(root, 'users.jsonl'),
  bulkRows: 100,
};
const archiveOf = (name: string) => ({
  STARS_ARCHIVE: join(root, `archive-${name}`),
  STARS_ARCHIVE_KEY: 'a secret of this test only',
});

const state = (name: string) => new ArchiveLog(new FolderObjectStore(archiveOf(name).STARS_ARCHIVE)).refresh();
const rowsIn = async (name: string): Promise<number> =>
  (await state(name)).files.reduce((sum, { kind, rows }) => sum + (kind === 'interaction' ? rows : 0), 0);
const counts = ({ files }: ImportReport) =>
  files.map(({ kind, rows, published, duplicates, rejected, kinds }) => ({
    ...{ kind, rows, published, duplicates, rejected, kinds },
  }));

beforeAll(async () => {
  await writeParquet(FILE.events);
  const users = shop.users.slice(0, 10).map(({ userId }) => ({ user_id: userId, features: { card: 'gold' } }));
  writeFileSync(FILE.users, users.map((user) => JSON.stringify(user)).join('\n'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('an import into the archive answers like one through the bus', async () => {
  const expected = await (async () => {
    await using live = new BulkShop(join(root, 'live'), {});
    await live.begin();
    const before = await live.answers();
    const report = await live.import(FILE);
    const after = await live.answers();
    return { before, report: counts(report), after };
  })();
  expect(expected.after).not.toEqual(expected.before);
  const given = shop.events.length - LIVE;
  expect(expected.report).toMatchObject([
    { kind: 'users', published: 10 },
    { kind: 'events', rows: given + 2, published: given, duplicates: 1, rejected: 1 },
  ]);

  await using bulk = new BulkShop(join(root, 'bulk'), archiveOf('bulk'));
  await bulk.begin();
  const { bus } = bulk.standalone.stack;
  const onBus = await bus.endOffsets(TOPICS.interactions);
  const report = await bulk.import(FILE);
  expect(counts(report)).toEqual(expected.report);
  expect(await bus.endOffsets(TOPICS.interactions)).toEqual(onBus);
  expect((await state('bulk')).positions).toMatchObject({ [TOPICS.interactions]: { '-1': given + 1 } });
  expectAlike(await bulk.answers(), expected.after);

  const again = await bulk.import(FILE);
  expect(counts(again)).toMatchObject([{ duplicates: 10 }, { published: 0, duplicates: given + 1 }]);
  expectAlike(await bulk.answers(), expected.after);
}, 500_000);

test('an import that is killed twice, and called again, loses and doubles nothing', {
  tags: ['long'],
  timeout: 500_000,
}, async () => {
  const path = join(root, 'long.parquet');
  await writeParquet(path, 4);
  const options = { ...WAREHOUSE, events: path, bulkRows: 100 };
  const given = 4 * (shop.events.length - LIVE + 1);

  const calm = startImport(join(root, 'calm'), options, archiveOf('calm'));
  expect(counts((await calm.report)!)).toMatchObject([{ published: given, rejected: 4 }, { kind: 'items' }]);

  const killed = archiveOf('killed');
  const objects = (): string[] => {
    const found = globSync('**/*.*', { cwd: killed.STARS_ARCHIVE });
    return found.filter(
      (name) => !name.startsWith('_log') || readFileSync(join(killed.STARS_ARCHIVE, name)).includes('"imported"'),
    );
  };
  const killOnce = async (isReached: () => boolean): Promise<void> => {
    const program = startImport(join(root, 'killed'), options, killed);
    while (!isReached()) {
      expect(program.process.exitCode).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    program.process.kill('SIGKILL');
    expect(await program.report).toBeUndefined();
  };
  await killOnce(() => objects().some((name) => name.includes('import-')));
  const first = await rowsIn('killed');
  await killOnce(() => objects().some((name) => name.startsWith('_log')));
  const second = await rowsIn('killed');
  const last = startImport(join(root, 'killed'), options, killed);
  const report = counts((await last.report)!);
  const stored = await rowsIn('killed');
  console.info(JSON.stringify({ given, afterFirstKill: first, afterSecondKill: second, stored, last: report[0] }));
  expect({ first, second, stored }).toEqual({ first: 0, second: given, stored: given });
  expect(report).toMatchObject([{ published: 0, duplicates: given, rejected: 4 }, { kind: 'items' }]);

  const profiles = [];
  for (const name of ['calm', 'killed']) {
    const stack = openEmbeddedStack(join(root, name));
    profiles.push(
      await stack.profiles.get(
        'default',
        shop.users.map(({ userId }) => userId),
      ),
    );
    await stack.close();
  }
  expect(profiles[0]!.reduce((sum, profile) => sum + (profile?.history.length ?? 0), 0)).toBeGreaterThan(1000);
  expect(profiles[1]).toEqual(profiles[0]);
});
