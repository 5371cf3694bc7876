// @module-tag long

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@stars/cli/testing';
import { seededRandom } from '@stars/replay';
import { afterAll, expect, it } from 'vitest';
import type { BrowsingReport } from './measure-browsing.js';

const root = mkdtempSync(join(tmpdir(), 'stars-browsing-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Visitors look through one of four shelves of twelve items, and take what they looked at before the last. */
function madeUpLog(): string {
  const random = seededRandom(3);
  const lines = Array.from({ length: 160 }, (_, session) => {
    const shelf = Math.floor(random() * 4);
    const looked = Array.from({ length: 8 }, () => `item-${shelf}-${Math.floor(random() * 12)}`);
    const start = Date.UTC(2026, 0, 1) + session * 3_600_000;
    const event = (item: string, type: string, n: number) => ({
      ...{ item, type, category: item.slice(0, 6) },
      time: new Date(start + n * 20_000).toISOString(),
    });
    const events = looked.map((item, n) => event(item, 'view', n));
    return JSON.stringify({ session: `s${session}`, events: [...events, event(looked.at(-2)!, 'add_to_cart', 9)] });
  });
  return lines.join('\n');
}

it('runs the protocol on a log, counts test evaluations, and finds the same lists after /v1/track', async () => {
  const path = join(root, 'made-up.jsonl');
  writeFileSync(path, madeUpLog());
  const asking = ['lab', 'browsing', '--log', path, '--data', join(root, 'data')];
  const first = await runCli([...asking, '--split', 'test', '--track', '--json']);
  expect(first.status, first.stderr).toBe(0);
  const report = JSON.parse(first.stdout) as BrowsingReport & { test_looks: number };
  expect(report.test_looks).toBe(1);
  expect(report.learned.sessions).toBe(144);
  expect(report.measured.map(({ name }) => name)).toContain('take after looking on');
  for (const { rows, cases } of report.measured) {
    expect(rows.map(({ name }) => name).slice(0, 3)).toEqual([
      'default',
      'default, as `discover`',
      'default, seed of the last',
    ]);
    expect(rows.every((row) => row.cases === cases)).toBe(true);
    expect(rows.map(({ name }) => name)).toContain('best of the category');
  }
  // The one before the last is in the second place of the session backwards, if it isn't the same.
  const looking = report.measured.find(({ name }) => name === 'take after looking on')!;
  const backwards = looking.rows.find(({ name }) => name === 'last viewed first')!;
  expect(backwards['ndcg@10']).toBeCloseTo(1 / Math.log2(3), 3);
  expect(report.tracked).toEqual({ cases: report.measured.reduce((sum, { cases }) => sum + cases, 0), unlike: [] });

  const again = await runCli([...asking, '--split', 'test', '--no-train']);
  expect(again.status, again.stderr).toBe(0);
  expect(again.stdout).toContain('looked at 2 times');
  expect(again.stdout).toContain(`Served by ${report.model}`);
  const never = await runCli([...asking, '--no-train']);
  expect(never.stderr).toContain('run it once without --no-train');
}, 300_000);
