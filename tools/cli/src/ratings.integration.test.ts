// @module-tag long

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ratingsCsv, syntheticRatings } from '@stars/datasets/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './testing/cli-process.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-ratings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ranked {
  served: string;
  model_version: string;
  rankers: { name: string; all: { overall: Record<string, number> } }[];
}

test('a foreign file of ratings is imported, its recipe is chosen by its shape, and the model beats popularity', async () => {
  const data = join(folder, 'data');
  const ratings = join(folder, 'ratings.csv');
  writeFileSync(ratings, ratingsCsv(syntheticRatings({ users: 400, items: 150, ratings: 20 })));
  const imported = await runCli(['import', '--data', data, '--events', ratings]);
  expect(imported.status, imported.stderr).toBe(0);
  expect(imported.stdout).toMatch(/movieId is read as item_id/);
  expect(imported.stdout).toMatch(/a column of ratings, so each row counts as view with its value/);
  expect(imported.stdout).toMatch(/the catalogue is made of what the events say of their items; 0 have a title/);

  const evaluated = await runCli([
    'evaluate',
    '--data',
    data,
    '--protocol',
    'leave-one-out',
    '--epochs',
    '12',
    '--json',
  ]);
  expect(evaluated.status, evaluated.stderr).toBe(0);
  const report = JSON.parse(evaluated.stdout) as Ranked;
  expect(report.served).toBe('STARS second stage');
  const ndcg = (name: string): number => report.rankers.find((ranker) => ranker.name === name)!.all.overall['ndcg@10']!;
  const baselines = report.rankers.map(({ name }) => name).filter((name) => !name.startsWith('STARS'));
  expect(baselines.length).toBeGreaterThan(2);
  expect(ndcg('STARS second stage')).toBeGreaterThan(1.5 * Math.max(...baselines.map(ndcg)));

  const run = JSON.parse(readFileSync(join(data, 'runs', report.model_version, 'run.json'), 'utf8'));
  expect(run.why).toMatch(/people look for what is new to them; items are known by their ids alone/);
  expect(run.recipe).toMatchObject({ strictOrder: true, candidates: 150, epochs: 12 });
});
