// @module-tag long

import { runCli } from '@stars/cli/testing';
import { expect, test } from 'vitest';

interface Calls {
  sent: number;
  ok: number;
  count: number;
  codes: Record<string, number>;
}

/** What these tests read of the report. */
interface ServingReport {
  opened: (Calls & { stages: Record<string, { calls: number }> })[];
  modes: { mode: string; cpuMs: number; ratio: number; sent: number; answered: number }[];
}

interface MixedReport {
  calls: Calls & { p50: number; overDeadline: number };
  faults: number;
  memory: { heapAtStart: number; heapAtEnd: number };
}

const TINY = ['--size', 'tiny', '--items', '1500', '--users', '300', '--width', '32'];
/** Of a call. Machines that run tests are busy. */
const DEADLINE_MS = 4000;
/** If half of the calls take longer (most of them meet no fault), the machine is too busy for any call to be in time. */
const STARVED_MS = 100;

/** Runs in CI call this benchmark too, beside hostile connections. */

async function bench<T>(...parameters: string[]): Promise<T> {
  const run = await runCli(['lab', 'bench', 'serve', ...TINY, '--json', ...parameters]);
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as T;
}

test('the gateway at a rate and in every mode: every request is answered in full', async () => {
  const quick = [
    '--seconds',
    '1',
    '--warm-up',
    '0',
    '--rates',
    '40',
    '--rounds',
    '1',
    '--histories',
    '200',
    '--mode-rate',
    '20',
  ];
  const { opened, modes } = await bench<ServingReport>(...quick);
  const [at] = opened;
  expect(at!.sent).toBeGreaterThan(15);
  expect(at!.codes).toEqual({ 0: at!.sent });
  // At most twice the search and the offsets: the stages belong to this run's requests.
  expect(at!.stages['search']!.calls).toBe(at!.sent);
  // The requests name no mode, and the second stage ranks.
  expect(at!.stages['second_stage_rank']!.calls).toBe(at!.sent);
  expect(modes.map(({ mode }) => mode)).toEqual(['default', 'rr', 'rr_bi', 'ni', 'gi', 'bi']);
  for (const { sent, answered, cpuMs, ratio } of modes) {
    expect(answered).toBe(sent);
    expect(Math.min(sent, cpuMs, ratio)).toBeGreaterThan(0);
  }
});

test('all kinds of calls while stores fail one after the other: each is answered in time, and memory does not grow', async () => {
  const load = [
    '--mixed',
    '--seconds',
    '30',
    '--rate',
    '20',
    '--deadline-ms',
    String(DEADLINE_MS),
    '--fault-seconds',
    '1',
  ];
  const { calls, faults, memory } = await bench<MixedReport>(...load);
  expect(calls.sent).toBeGreaterThan(400);
  expect(calls.count).toBe(calls.sent);
  expect(faults).toBeGreaterThan(10);
  // -1 is a call that broke: neither an answer nor an error.
  expect(calls.codes['-1']).toBeUndefined();
  if (calls.p50 < STARVED_MS) expect(calls.overDeadline).toBe(0);
  expect(calls.ok).toBeGreaterThan(0.7 * calls.sent);
  expect(memory.heapAtEnd).toBeLessThan(memory.heapAtStart + 20 * 2 ** 20);
});
