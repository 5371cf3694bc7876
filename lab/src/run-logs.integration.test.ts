import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@stars/cli';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goodsLog } from './logs/made-up-shops.js';
import { resultsPage } from './results/page.js';
import { StoredCells } from './results/stored-cells.js';
import { type LogsRequest, runLogs } from './run-logs.js';

const LOG = goodsLog(
  { name: 'tiny-shop', title: 'A tiny shop', about: 'Made up for a test.' },
  {
    ...{ seed: 9, users: 120, products: 40, categories: 4, days: 40, sessions: 4 },
    ...{ loyalty: 0.9, again: 0.3, buys: 0.3, repeats: 0.1, fashion: 30 },
  },
);

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'stars-lab-'));
});
afterAll(() => rmSync(root, { recursive: true }));

it('imports a log, trains and ranks at each size, and goes on where it stopped', async () => {
  const cells = new StoredCells(join(root, 'results'));
  const lines: string[] = [];
  const progress = new Progress({ write: (text) => lines.push(text) });
  const work = { progress, signal: new AbortController().signal };
  const request: LogsRequest = { logs: [LOG], sizes: [0, 100, 'all'], anew: false, root, cells, training: 'tiny' };
  await runLogs(request, work);

  const stored = cells.all([LOG.name]);
  expect(stored.map(({ size }) => size).sort()).toEqual([0, 100, 'all']);
  const cellOf = (size: 0 | 100 | 'all') => stored.find((cell) => cell.size === size)!;
  expect(cellOf(0)).toMatchObject({ units: 0, events: 0, why: expect.stringContaining('a training needs 2 items') });
  expect(cellOf('all').units).toBeGreaterThan(100);
  expect(cellOf(100).users).toEqual(cellOf('all').users);
  expect(cellOf(100).users).toEqual(cellOf(0).users);
  for (const { users, served, simple } of stored) {
    for (const { ndcg, hit } of [served, ...simple])
      expect([ndcg.length, hit.length]).toEqual([users.length, users.length]);
    expect(simple).toHaveLength(6);
  }
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  expect(sum(cellOf('all').served.hit)).toBeGreaterThan(sum(cellOf(0).served.hit));
  // A model of a cell is not kept.
  expect(readdirSync(join(root, 'tiny-shop')).filter((name) => name.startsWith('training-'))).toEqual([]);

  lines.length = 0;
  await runLogs(request, work);
  expect(lines.join('')).not.toContain('Train');
  expect(resultsPage([LOG], stored, 500)).toContain('A tiny shop');
});
