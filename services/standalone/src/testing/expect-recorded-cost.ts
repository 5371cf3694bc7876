import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openDatabase } from '@stars/sqlite';
import { expect } from 'vitest';
import type { AnswerCost, Cost } from './answer-cost.js';

const RECORD = fileURLToPath(new URL('../../src/testing/answer-cost.json', import.meta.url));
const COUNT = fileURLToPath(new URL('../../dist/testing/answer-cost.js', import.meta.url));
/** Optimised code leaves some allocations out, sooner or later, as threads have time. */
const FLAGS = ['--disable-warning=ExperimentalWarning', '--no-opt', '--no-maglev'];
const USERS = 20;
/** How much more an answer may take than is recorded: beside other work, steps are up to .5% off and bytes up to 3%. */
const LIMITS = { steps: 1.05, bytes: 1.1 };
const MORE_CALLS = 0.5;

/**
 * Expects that default answers at `now` run at most 5% more JavaScript than is recorded beside this file, and allocate at most 10% more;
 * else it says which part grew. With
 * STARS_TEST_RECORD_COST it records instead. The folder may be in use.
 */
export async function expectRecordedCost(dataDir: string, now: number): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'stars-answer-cost-'));
  try {
    const database = openDatabase(join(dataDir, 'stars.db'));
    database.prepare('VACUUM INTO ?').run(join(copy, 'stars.db'));
    database.close();
    cpSync(join(dataDir, 'models'), join(copy, 'models'), { recursive: true });
    const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, COUNT, copy, `${now}`, `${USERS}`]);
    if (process.env['STARS_TEST_RECORD_COST']) writeFileSync(RECORD, stdout);
    expect(growthOf(JSON.parse(stdout), JSON.parse(readFileSync(RECORD, 'utf8')))).toEqual([]);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** What grew past the limit, and in which parts most. */
export function growthOf(now: AnswerCost, recorded: AnswerCost): string[] {
  const grown = (['steps', 'bytes'] as const).flatMap((name) => {
    const total = totalOf(recorded, name);
    const share = totalOf(now, name) / total - 1;
    if (1 + share <= LIMITS[name]) return [];
    const most = [...new Set([...Object.keys(now.parts), ...Object.keys(recorded.parts)])]
      .map((part) => [part, ((now.parts[part]?.[name] ?? 0) - (recorded.parts[part]?.[name] ?? 0)) / total] as const)
      .sort((a, b) => b[1] - a[1]);
    const parts = most.slice(0, 3).map(([part, more]) => `${percent(more)} in ${part}`);
    return [`${name} of an answer: ${percent(share)} (${parts.join(', ')})`];
  });
  const { calls } = recorded;
  if (now.calls > calls + MORE_CALLS) grown.push(`calls of stores of an answer: ${calls}, now ${now.calls}`);
  return grown;
}

const totalOf = ({ parts }: AnswerCost, name: keyof Cost): number =>
  Object.values(parts).reduce((sum, cost) => sum + cost[name], 0);
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`.replace(/^(?!-)/, '+');
