import { createHash } from 'node:crypto';
import type { ColumnReader } from '@stars/archive';
import { EVENT_TIME_BOUNDS } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseSample, describeSample, shareOf, usersSql } from './event-sample.js';

const DAY = '2026-05-01';
const FROM = Date.parse('2024-05-01');
const clock = { now: Date.parse('2026-06-01'), bounds: EVENT_TIME_BOUNDS };
const nameOf = (bucket: number): string => bucket.toString(16).padStart(4, '0');

/** An archive with so many events of the users of each bucket, and as many older ones; and hashes of users with a profile. */
function archiveOf(counts: ReadonlyMap<number, number>, older = 0, profiles: readonly string[] = []): ColumnReader {
  const all = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
  const reader: Pick<ColumnReader, 'rowsAtMost' | 'days' | 'columns'> = {
    rowsAtMost: (_, kind) => (kind === 'interaction' ? all + older : profiles.length),
    days: () => ['2020-01-01', DAY, '2099-01-01'],
    async *columns<Columns extends unknown[][]>(_: string, kind: string) {
      if (kind === 'interaction') yield [[...counts.keys()].map(nameOf), [...counts.values()]] as unknown as Columns;
      else yield [profiles] as unknown as Columns;
    },
  };
  return reader as ColumnReader;
}

const choose = (counts: ReadonlyMap<number, number>, maxEvents: number, older = 0) =>
  chooseSample(archiveOf(counts, older), { tenant: 'default', seed: 7, maxEvents, clock });

it('takes everything that fits, and all users if only what is old does not', async () => {
  const counts = new Map([
    [3, 50],
    [9, 50],
  ]);
  expect(await choose(counts, 100)).toBeUndefined();
  const sample = await choose(counts, 100, 1);
  expect(sample).toEqual({ from: FROM, buckets: 65_536, without: [], seed: 7, of: 101 });
  expect([usersSql(sample), shareOf(sample), usersSql(undefined)]).toEqual(['TRUE', 1, 'TRUE']);
});

it('takes buckets in order up to the budget, and never more', async () => {
  const buckets = fc.uniqueArray(fc.tuple(fc.nat(65_535), fc.integer({ min: 1, max: 15 })), {
    minLength: 2,
    maxLength: 100,
    selector: ([bucket]) => bucket,
  });
  await fc.assert(
    fc.asyncProperty(buckets, fc.double({ min: 0.05, max: 0.95, noNaN: true }), async (given, share) => {
      const all = given.reduce((sum, [, rows]) => sum + rows, 0);
      const most = Math.floor(all * share);
      const { buckets: taken, without } = (await choose(new Map(given), most))!;
      expect(without).toEqual([]);
      const held = given.filter(([bucket]) => bucket < taken).reduce((sum, [, rows]) => sum + rows, 0);
      expect(held).toBeLessThanOrEqual(most);
      const [next] = given.filter(([bucket]) => bucket >= taken).sort(([a], [b]) => a - b);
      expect(held + next![1]).toBeGreaterThan(most);
    }),
    { numRuns: 30 },
  );
});

it('counts a profile once, however often it changed, and many of a bucket nearly right', async () => {
  const events = new Map([[0, 10]]);
  const digits = (n: number) => createHash('md5').update(String(n)).digest('hex').slice(0, 3);
  const users = Array.from({ length: 1000 }, (_, n) => `${nameOf(7)}${digits(n)}`);
  const nightly = Array.from({ length: 30 }, () => users).flat();
  const chosen = (maxEvents: number) =>
    chooseSample(archiveOf(events, 0, nightly), { tenant: 'default', seed: 7, maxEvents, clock });
  expect(await chosen(1050)).toBeUndefined();
  expect(await chosen(950)).toMatchObject({ buckets: 7 });
});

it('leaves a robot out, whose events would be most of the budget', async () => {
  const counts = new Map(Array.from({ length: 100 }, (_, n) => [n, 10]));
  counts.set(4, 5000);
  const sample = await choose(counts, 500);
  expect(sample).toMatchObject({ buckets: 51, without: ['0004'] });
  const hash = "substr(md5('7/' || user_id), 1, 4)";
  expect(usersSql(sample)).toBe(`${hash} < '0033' AND ${hash} NOT IN ('0004')`);
  expect(describeSample(sample!, 500)).toBe(
    '500 of about 5,990 events are in this training: whole histories of 0.08% of the users since 2024-05-01, without 1 of 65,536 groups of users, which have far more events than others',
  );
});
