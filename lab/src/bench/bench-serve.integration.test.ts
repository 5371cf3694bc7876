// @module-tag long

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@stars/cli/testing';
import { syntheticShop } from '@stars/datasets/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Load {
  sent: number;
  answered: number;
  cpuMs: number;
}

/** What these tests read of the report. */
interface AnswersReport {
  turns: Record<string, Load[]>;
  loads: Record<string, { closed: (Load & { connections: number; perSecond: number })[]; half: Load }>;
  stages: Record<string, number>;
  memory: { before: number; after: number; peak: number };
  failures: string[];
}

interface HostileReport {
  runs: Record<string, Load[]>;
  clients: { opened: number; closed: number; answers: number; refusals: number };
  refused: Record<string, number>;
}

const root = mkdtempSync(join(tmpdir(), 'stars-bench-serve-'));
const data = join(root, 'data');
const shop = syntheticShop({ users: 60, items: 50, days: 40, seed: 5 });

async function cli(...parameters: string[]): Promise<string> {
  const { status, stdout, stderr } = await runCli([...parameters, '--data', data]);
  expect(status, stderr).toBe(0);
  return stdout;
}

const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Digests of the files of the data folder, by name. */
const filesOf = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path, digestOf(path)]),
  );

async function bench<R>(...parameters: string[]): Promise<R> {
  const now = new Date(shop.events.at(-1)!.time!.getTime() + 86_400_000).toISOString();
  const short = ['--rounds', '1', '--now', now];
  return JSON.parse(await cli('lab', 'bench', 'serve', ...short, '--json', ...parameters)) as R;
}

beforeAll(async () => {
  const { items, events, users, context } = await shop.writeJsonLines(join(root, 'files'));
  await cli('import', '--items', items, '--events', events, '--users', users, '--context', context);
  await cli('train', '--size', 'tiny');
}, 240_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('kinds of requests interleaved, loads and stages: every request is answered, and the folder stays as it was', async () => {
  const before = filesOf();
  const { turns, loads, stages, memory, failures } = await bench<AnswersReport>('--seconds', '1');
  expect(filesOf()).toEqual(before);
  expect(failures).toEqual([]);
  expect(Object.keys(turns)).toHaveLength(10);
  const all = [
    ...Object.values(turns).flat(),
    ...Object.values(loads).flatMap(({ closed, half }) => [...closed, half]),
  ];
  for (const { sent, answered, cpuMs } of all) {
    expect(sent).toBeGreaterThan(0);
    expect(answered).toBe(sent);
    expect(cpuMs).toBeGreaterThan(0);
  }
  expect(turns['http']![0]!.cpuMs).toBeGreaterThan(turns['bare']![0]!.cpuMs);
  expect(loads['grpc']!.closed.map(({ connections }) => connections)).toEqual([1, 4, 16]);
  for (const stage of ['profile', 'search', 'second_stage_rank', 'present']) expect(stages[stage]).toBeGreaterThan(0);
  expect(memory.peak).toBeGreaterThanOrEqual(memory.after);
}, 240_000);

test('beside hostile connections every request with another key is answered, and the flood is refused', async () => {
  const { runs, clients, refused } = await bench<HostileReport>(
    ...['--hostile', '--connections', '300', '--rate', '20', '--seconds', '2'],
  );
  for (const [turn] of [runs['without']!, runs['beside']!]) {
    expect(turn!.sent).toBeGreaterThan(15);
    expect(turn!.answered).toBe(turn!.sent);
  }
  expect(clients.opened).toBeGreaterThanOrEqual(300);
  // Of the malformed ones as many as the server came to in these seconds.
  expect(clients.closed).toBeGreaterThan(0);
  // Twenty works in its bucket and two a second; a list of 500 with reasons is five.
  expect(clients.answers).toBeLessThan(40);
  expect(clients.refusals).toBeGreaterThan(0);
  const limited = Object.entries(refused).filter(([name]) => name.includes('limited_total'));
  expect(limited.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(clients.refusals / 2);
}, 240_000);
