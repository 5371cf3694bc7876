import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticShop } from '@stars/datasets/testing';
import type { EvaluationReport } from '@stars/evaluation';
import { RECIPES } from '@stars/training';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliResult, runCli } from '../testing/cli-process.js';
import { killWhen } from '../testing/kill-when.js';

const root = mkdtempSync(join(tmpdir(), 'stars-evaluate-'));
const data = join(root, 'data');
const shop = syntheticShop({ users: 80, items: 60, days: 40, seed: 5 });

const evaluating = (...more: string[]): string[] => [
  'evaluate',
  '--data',
  data,
  '--protocol',
  'time',
  '--size',
  'tiny',
  '--epochs',
  '2',
  '--json',
  ...more,
];

/** Of a model that has a second stage. */
const recipe = join(root, 'recipe.json');
const withSecondStage = evaluating('--recipe', recipe);

const reported = ({ status, stdout, stderr }: CliResult): EvaluationReport & { model_version: string } => {
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
};

beforeAll(async () => {
  const { items, events, users, context } = await shop.writeJsonLines(join(root, 'files'));
  const { secondStage, validation } = RECIPES.small;
  writeFileSync(
    recipe,
    JSON.stringify({
      secondStage: { ...secondStage, sessions: 200, hidden: 8 },
      validation: { ...validation, share: 0.6 },
    }),
  );
  const sources = ['--items', items, '--events', events, '--users', users, '--context', context];
  const imported = await runCli(['import', '--data', data, ...sources]);
  expect(imported.status, imported.stderr).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('evaluate, killed and started again', () => {
  let report: EvaluationReport & { model_version: string };
  let lastRun: CliResult;

  beforeAll(async () => {
    await killWhen(/Evaluate: STARS/, withSecondStage);
    lastRun = await runCli(withSecondStage);
    report = reported(lastRun);
  });

  test('does not do again what was done', () => {
    expect(lastRun.stderr).not.toMatch(/Evaluate: (global popularity|P-TopFreq)/);
  });

  test('compares the served ranking with every baseline', () => {
    const { rankers, comparisons } = report;
    const names = rankers.map(({ name }) => name);
    expect(names.slice(-5)).toEqual(['STARS GI', 'STARS NI', 'STARS RR', 'STARS RR+BI', report.served]);
    const baselines = rankers.filter(({ kind }) => kind === 'baseline');
    const against = (targets: 'all' | 'explore') =>
      comparisons.filter((row) => row.targets === targets && row.model === report.served).map((row) => row.baseline);
    expect(against('all')).toEqual(baselines.map(({ name }) => name));
    expect(against('explore')).toEqual(baselines.filter(({ explore }) => explore).map(({ name }) => name));
  });

  test('counts one test evaluation, and prints the same again without another one', async () => {
    expect(report.test_looks).toBe(1);
    expect(reported(await runCli(withSecondStage))).toEqual(report);
  });

  test('gives the same as a run that was not killed', async () => {
    rmSync(join(data, 'evaluations'), { recursive: true });
    expect(reported(await runCli(withSecondStage))).toEqual(report);
  });

  test('writes the same report as JSON and as text', () => {
    const path = join(data, 'evaluations', `time-${report.model_version}`);
    expect(JSON.parse(readFileSync(`${path}.json`, 'utf8'))).toMatchObject({ rankers: report.rankers });
    const text = readFileSync(`${path}.txt`, 'utf8');
    for (const { name } of report.rankers) expect(text).toContain(name);
  });
});

test('evaluate --from a day measures the model of a training --until that day', { tags: ['long'] }, async () => {
  const day = shop.events.at(-1)!.time!.toISOString().slice(0, 10);
  const trained = await runCli(['train', '--data', data, '--size', 'tiny', '--epochs', '2', '--until', day, '--json']);
  expect(trained.status, trained.stderr).toBe(0);
  const report = reported(await runCli(evaluating('--from', day)));
  expect(report.model_version).toBe((JSON.parse(trained.stdout) as { version: string }).version);
});

describe('evaluate --split validation', () => {
  const learnedFrom = (version: string): number =>
    JSON.parse(readFileSync(join(data, 'models', version, 'manifest.json'), 'utf8')).metrics.interactions;

  test.each(['time', 'leave-one-out'])(
    'of %s uses only data before the test, and counts no test evaluation',
    async (protocol) => {
      const tested = reported(await runCli(evaluating('--protocol', protocol)));
      const counted = () => readFileSync(join(data, 'evaluations', 'test-looks.json'), 'utf8');
      const before = counted();
      const report = reported(await runCli(evaluating('--split', 'validation', '--protocol', protocol)));
      expect([tested, report]).toMatchObject([
        { protocol, split: 'test', test_looks: JSON.parse(before).length },
        { protocol, split: 'validation' },
      ]);
      expect(report.test_looks).toBeUndefined();
      expect(counted()).toBe(before);
      expect(learnedFrom(report.model_version)).toBeLessThan(learnedFrom(tested.model_version));
      expect(existsSync(join(data, 'evaluations', `${protocol}-validation-${report.model_version}.txt`))).toBe(true);
    },
  );
});
