// @module-tag long

import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli, startCli } from '@stars/cli/testing';
import { syntheticShop } from '@stars/datasets/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { StudyRow } from './study-row.js';

const root = mkdtempSync(join(tmpdir(), 'stars-study-'));
const data = join(root, 'data');
/** A checkpoint after nearly every step, so that a kill falls into a training that has one. */
const studying = (...more: string[]): string[] => [
  ...[
    'lab',
    'study',
    'passes',
    '--data',
    data,
    '--protocol',
    'time',
    '--size',
    'tiny',
    '--checkpoint-minutes',
    '0.0005',
  ],
  ...more,
];

/** Kills the command once its last training has a checkpoint. @returns the version that it was training */
async function killInLastTraining(parameters: readonly string[]): Promise<string> {
  const child = startCli(parameters);
  child.stdout?.resume();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const exit = once(child, 'exit');
  const checkpoints = await vi.waitUntil(
    () => {
      const found = globSync('*/fit.checkpoint', { cwd: join(data, 'runs') });
      const isLast = said.includes('4 of 4, 8 passes, seed 1: Train …');
      return child.exitCode !== null || (isLast && found.length > 0) ? found : undefined;
    },
    { timeout: 240_000, interval: 5 },
  );
  child.kill('SIGKILL');
  const [, signal] = (await exit) as [number | null, NodeJS.Signals | null];
  expect(signal, said).toBe('SIGKILL');
  return dirname(checkpoints[0]!);
}

async function rowsOf(parameters: readonly string[]): Promise<{ rows: StudyRow[]; stderr: string }> {
  const { status, stdout, stderr } = await runCli([...parameters, '--json']);
  expect(status, stderr).toBe(0);
  return { rows: JSON.parse(stdout), stderr };
}

const stored = (path: string): StudyRow[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** Without what differs from run to run. */
const lasting = ({ wall_seconds: _, cpu_seconds: __, date: ___, ...row }: StudyRow) => row;

beforeAll(async () => {
  const shop = syntheticShop({ users: 60, items: 50, days: 40, seed: 5 });
  const { items, events, users, context } = await shop.writeJsonLines(join(root, 'files'));
  const sources = ['--items', items, '--events', events, '--users', users, '--context', context];
  const { status, stderr } = await runCli(['import', '--data', data, ...sources]);
  expect(status, stderr).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a study that is killed goes on where it was, and makes the rows of a calm one', async () => {
  const out = join(root, 'killed.jsonl');
  const parameters = studying('--out', out);
  const version = await killInLastTraining(parameters);
  const before = stored(out);
  expect(before.map(({ variant }) => variant)).toEqual(['1 pass', '2 passes', '4 passes']);
  const { rows, stderr } = await rowsOf(parameters);
  expect(stderr).not.toMatch(/[123] of 4,/);
  expect(stored(out)).toEqual(rows);
  expect(rows.slice(0, 3)).toEqual(before);
  // In the folder of the training that was killed, so from its checkpoint.
  expect(rows[3]!.model_version).toBe(version);
  expect(rows.map(({ variant }) => variant)).toEqual(['1 pass', '2 passes', '4 passes', '8 passes']);

  for (const place of ['models', 'runs', 'evaluations', 'studies']) {
    rmSync(join(data, place), { recursive: true, force: true });
  }
  const calm = await rowsOf(studying());
  expect(calm.rows.map(lasting)).toEqual(rows.map(lasting));
  expect(stored(join(data, 'studies', 'passes.jsonl'))).toEqual(calm.rows);
}, 600_000);

test('each row says what was trained, what it is worth and who made it', async () => {
  const { rows } = await rowsOf(studying());
  const [first, , , last] = rows;
  expect(first).toMatchObject({
    study: 'passes',
    seed: 1,
    size: 'tiny',
    recipe: { epochs: 1 },
    passes: 1,
    split: 'validation',
  });
  expect(first!.difference).toBeUndefined();
  expect(last!.steps).toBe(8 * first!.steps);
  for (const { figures, difference, machine, command, cpu_seconds } of rows) {
    expect(figures.RR.all['hit@10']).toBeGreaterThan(0);
    expect(figures.RR.explore!['recall@10']).toBeGreaterThan(0);
    expect(cpu_seconds).toBeGreaterThan(0);
    expect(machine).toMatchObject({ cores: expect.any(Number), backend: 'cpu' });
    expect(command).toBe('./stars lab study passes --protocol time --size tiny --seeds 1');
    const { mean } = difference?.all['ndcg@10'] ?? { mean: 0 };
    expect(mean).toBeCloseTo(figures.RR.all['ndcg@10'] - first!.figures.RR.all['ndcg@10'], 5);
  }
  expect(JSON.stringify(rows)).not.toContain(root);
});

test('another seed adds rows, and the table shows the means', async () => {
  const { status, stdout, stderr } = await runCli(studying('--seeds', '1,2'));
  expect(status, stderr).toBe(0);
  const rows = stored(join(data, 'studies', 'passes.jsonl'));
  expect(rows.map(({ seed }) => seed)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  expect(stdout).toMatch(/8 passes +8 +\d+ +1, 2 /);
  expect(stdout).toContain('minus 1 pass, with the same seed');
}, 300_000);
