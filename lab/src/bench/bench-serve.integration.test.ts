// @module-tag long

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@stars/cli/testing';
import { syntheticShop } from '@stars/datasets/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Turn {
  sent: number;
  answered: number;
  cpuMs: number;
}

/** What these tests read of the report. */
interface ServingReport {
  runs: Record<string, Turn[]>;
  ratios: { cpuMs: number[]; p99: number[] };
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

async function bench(...parameters: string[]): Promise<ServingReport> {
  const now = new Date(shop.events.at(-1)!.time!.getTime() + 86_400_000).toISOString();
  const short = ['--rate', '20', '--seconds', '2', '--warm-up', '0', '--now', now];
  return JSON.parse(await cli('lab', 'bench', 'serve', ...short, '--json', ...parameters)) as ServingReport;
}

beforeAll(async () => {
  const { items, events, users, context } = await shop.writeJsonLines(join(root, 'files'));
  await cli('import', '--items', items, '--events', events, '--users', users, '--context', context);
  await cli('train', '--size', 'tiny');
}, 240_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('the default and mode rr in turns: every request is answered', async () => {
  const { runs, ratios } = await bench('--rounds', '2');
  expect(Object.keys(runs)).toEqual(['rr', 'default']);
  for (const { sent, answered, cpuMs } of Object.values(runs).flat()) {
    expect(sent).toBeGreaterThan(15);
    expect(answered).toBe(sent);
    expect(cpuMs).toBeGreaterThan(0);
  }
  expect(ratios.cpuMs).toHaveLength(2);
}, 240_000);

test('beside hostile connections every request with another key is answered, and the flood is refused', async () => {
  const { runs, clients, refused } = await bench('--hostile', '--connections', '300', '--rounds', '1');
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
