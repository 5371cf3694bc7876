import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from '../workspace.js';
import { countTests, type TestCounts } from './test-counts.js';

export type Suite = 'unit' | 'integration' | 'console';

export const SUITES: readonly Suite[] = ['unit', 'integration', 'console'];

/** Runs one vitest project, optionally only files whose path contains one of the filters; its report goes to stdout. */
export async function runVitest(suite: Suite, filters: readonly string[], env: NodeJS.ProcessEnv): Promise<TestCounts> {
  const aside = mkdtempSync(join(tmpdir(), 'stars-vitest-'));
  const reportPath = join(aside, 'report.json');
  try {
    const child = spawn(
      process.execPath,
      [
        join(WORKSPACE, 'node_modules/vitest/vitest.mjs'),
        'run',
        `--project=${suite}`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reportPath}`,
        '--passWithNoTests',
        ...filters,
      ],
      { cwd: WORKSPACE, stdio: ['ignore', 'inherit', 'inherit'], env },
    );
    const [status] = (await once(child, 'close')) as [number | null];
    const report = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, 'utf8')) : undefined;
    return countTests(report, status ?? 1);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
