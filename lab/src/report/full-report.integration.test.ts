// @module-tag long

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliResult, killWhen, runCli } from '@stars/cli/testing';
import { syntheticShop } from '@stars/datasets/testing';
import { RECIPES } from '@stars/training';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CandidateFigure } from './candidate-figure.js';
import type { CategoryTable } from './category-table.js';
import type { FullReport } from './full-report.js';
import type { SignalTable } from './signal-table.js';

const root = mkdtempSync(join(tmpdir(), 'stars-report-'));
const data = join(root, 'data');
const shop = syntheticShop({ users: 80, items: 60, days: 40, seed: 5 });

const recipe = join(root, 'recipe.json');
const everything: string[] = [
  'lab',
  'report',
  '--data',
  data,
  '--protocol',
  'time',
  '--size',
  'tiny',
  '--epochs',
  '2',
  '--json',
  '--recipe',
  recipe,
];

const reported = ({ status, stdout, stderr }: CliResult): FullReport => {
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
};

/** Each session showed what the user then took, and eight more items. */
function writeImpressions(path: string): void {
  const sessions = Map.groupBy(shop.events, ({ sessionId }) => sessionId);
  const rows = [...sessions.values()].map((events, n) => ({
    user_id: events[0]!.userId,
    page_id: `page-${n}`,
    event_id: `page-${n}`,
    time: events[0]!.time!.toISOString(),
    surface: 'home',
    items: [
      ...new Set([
        ...events.map(({ itemId }) => itemId),
        ...Array.from({ length: 8 }, (_, i) => shop.items[(7 * n + i) % shop.items.length]!.itemId),
      ]),
    ],
  }));
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

beforeAll(async () => {
  const { items, events, users, context } = await shop.writeJsonLines(join(root, 'files'));
  const { secondStage, validation } = RECIPES.small;
  writeFileSync(recipe, JSON.stringify({ secondStage, validation: { ...validation, share: 0.6 } }));
  const impressions = join(root, 'files', 'impressions.jsonl');
  writeImpressions(impressions);
  const sources = ['--items', items, '--events', events, '--users', users, '--context', context];
  const imported = await runCli(['import', '--data', data, ...sources, '--impressions', impressions]);
  expect(imported.status, imported.stderr).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('lab report, killed and started again', () => {
  let report: FullReport;
  let lastRun: CliResult;

  beforeAll(async () => {
    await killWhen(/Signals: STARS/, everything);
    lastRun = await runCli(everything);
    report = reported(lastRun);
    // If this machine has no Python environment for LambdaMART yet, it is downloaded.
  }, 900_000);

  test('does not do again what was done', () => {
    expect(lastRun.stderr).not.toMatch(/Evaluate: (global popularity|P-TopFreq|STARS)/);
    expect(lastRun.stderr).toMatch(/Signals: STARS/);
  });

  test('has every section', () => {
    const { rankers, comparisons, history, signals, repeats, exposure } = report;
    const names = rankers.map(({ name }) => name);
    expect(report.left_out).toBeUndefined();
    expect(names).toEqual(expect.arrayContaining(['LambdaMART', 'LambdaMART (second-stage columns)', 'TIFU-KNN']));
    expect(names.slice(-5)).toEqual(['STARS GI', 'STARS NI', 'STARS RR', 'STARS RR+BI', report.served]);
    expect(rankers.filter(({ note }) => note).map(({ name }) => name)).toEqual(
      names.filter((name) => /LambdaMART|TIFU|item-kNN|mixed in/.test(name)),
    );
    const baselines = rankers.filter(({ kind }) => kind === 'baseline');
    const against = (targets: 'all' | 'explore') =>
      comparisons.filter((row) => row.targets === targets && row.model === report.served).map((row) => row.baseline);
    expect(against('all')).toEqual(baselines.map(({ name }) => name));
    expect(against('explore')).toEqual(baselines.filter(({ explore }) => explore).map(({ name }) => name));
    expect(history?.map(({ targets, by }) => `${targets} ${by}`)).toEqual([
      'all interactions',
      'all days',
      'explore interactions',
      'explore days',
    ]);
    expect(repeats?.rows.map(({ ranker }) => ranker)).toEqual(names);
    expect(exposure?.rows.map(({ ranker }) => ranker)).toEqual(names);
    expect((report.categories as CategoryTable).rows.length).toBeGreaterThan(3);
    const candidates = report.candidates as CandidateFigure;
    // The second stage ranks its candidates, not the whole catalogue.
    expect(candidates.within_depth).toBeGreaterThan(0.8);
    // Finding one item among a dozen is easier than among all.
    const shown = candidates.buckets.reduce((sum, { value, sessions }) => sum + value * sessions, 0);
    const everything = rankers.find(({ name }) => name === report.served)!.all;
    expect(shown / everything.n_sessions).toBeGreaterThan(everything.overall['hit@5']);
    const worth = signals as SignalTable;
    expect(worth.map(({ ranker, targets }) => [ranker, targets])).toEqual([
      [report.served, 'all'],
      [report.served, 'explore'],
    ]);
    // Without offsets, only signals of items act, and only on the second stage.
    for (const { rows } of worth) expect(rows.map(({ signal }) => signal)).toEqual(['promotion']);
  });

  test('has what signals are worth alone, too', async () => {
    const { status, stdout, stderr } = await runCli([...everything, '--tables', 'signals']);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ model_version: report.model_version, signals: report.signals });
    expect(stderr).not.toContain('LambdaMART');
  });

  test('writes the same report as JSON and as text', () => {
    const path = join(data, 'evaluations', `time-${report.model_version}`);
    expect(JSON.parse(readFileSync(`${path}.json`, 'utf8'))).toMatchObject({ rankers: report.rankers });
    const text = readFileSync(`${path}.txt`, 'utf8');
    for (const { name } of report.rankers) expect(text).toContain(name);
    for (const section of ['Figure 5', 'Table 2', 'Repeat and new', 'Popularity', 'Signals']) {
      expect(text).toContain(section);
    }
  });
});
