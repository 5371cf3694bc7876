import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { readStored, WORKSPACE } from '@stars/cli/command-line';
import type { ServerReport } from '@stars/servers';
import { countTests, type TestCounts, type VitestReport } from './test-counts.js';

export type Suite = 'unit' | 'deploy' | 'integration' | 'embedded' | 'console' | 'data' | 'learning' | 'builds';

/** Suites that run side by side, each row one after another: much of `integration` waits for servers that are away. */
export const LANES: readonly (readonly Suite[])[] = [
  ['integration', 'deploy', 'console', 'builds'],
  ['embedded'],
  ['learning', 'data', 'unit'],
];

export const SUITES: readonly Suite[] = LANES.flat();

/**
 * If lanes share the cores, each lane computes on its own part. Threads that wait for one another while another lane has
 * the core cost more than they gain.
 */
export function threadsOfALane(lanes: number, cores = availableParallelism()): NodeJS.ProcessEnv {
  if (lanes === 1) return {};
  const threads = String(Math.max(1, Math.floor(cores / lanes)));
  return { TF_NUM_INTRAOP_THREADS: threads, STARS_TEXT_THREADS: threads };
}

/** How long the runner may take to end after its report. */
const LEAVE_MS = 60_000;
const LOOK_MS = 500;

/** Servers live for minutes here, beside their clients: a second compilation of their code costs more than it saves. */
const BRIEF_JVM = '-XX:TieredStopAtLevel=1';

export interface SuiteResult extends TestCounts {
  /** Which servers the tests shared; empty if the suite needs none. */
  servers: ServerReport[];
}

type FullReport = VitestReport & { success: boolean };

function passLines(from: Readable | null, to: NodeJS.WritableStream): void {
  if (from) createInterface({ input: from }).on('line', (line) => to.write(`${line}\n`));
}

async function writtenReport(path: string, child: ChildProcess): Promise<FullReport | undefined> {
  for (;;) {
    // Undefined if it is not there, or not whole yet.
    const report = readStored<FullReport>(path);
    if (report || child.exitCode !== null || child.signalCode !== null) return report;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export interface RunOptions {
  /** Other runs report at the same time: the report comes in whole lines. */
  shared?: boolean;
  /** Nothing else runs: files of the suite run on every core, where vitest would leave one free. */
  everyCore?: boolean;
}

/** Runs one vitest project, or only its files whose path contains one of the filters. Its report goes to stdout. */
export async function runVitest(
  suite: Suite,
  filters: readonly string[],
  env: NodeJS.ProcessEnv,
  options: RunOptions = {},
): Promise<SuiteResult> {
  const aside = mkdtempSync(join(tmpdir(), 'stars-vitest-'));
  const serversPath = join(aside, 'servers.json');
  try {
    const forTests = { JAVA_TOOL_OPTIONS: BRIEF_JVM, ...env, STARS_SERVERS_REPORT: serversPath };
    const counts = await countedRun(suite, filters, forTests, options, join(aside, 'report.json'));
    return { ...counts, servers: readStored<ServerReport[]>(serversPath) ?? [] };
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function countedRun(
  suite: Suite,
  filters: readonly string[],
  env: NodeJS.ProcessEnv,
  { shared = false, everyCore = false }: RunOptions,
  reportPath: string,
): Promise<TestCounts> {
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
      ...(env['STARS_TEST_ALL'] ? [] : ['--tags-filter=!long']),
      ...(everyCore ? [`--maxWorkers=${availableParallelism()}`] : []),
      ...filters,
    ],
    { cwd: WORKSPACE, stdio: ['ignore', shared ? 'pipe' : 'inherit', shared ? 'pipe' : 'inherit'], env },
  );
  passLines(child.stdout, process.stdout);
  passLines(child.stderr, process.stderr);
  // The exit status, or null where a signal ended it.
  const exit = once(child, 'exit').then(([status]) => status as number | null);
  const report = await Promise.race([exit.then(() => undefined), writtenReport(reportPath, child)]);
  if (report) {
    // All tests ran and were reported: a runner that then does not end is no failed test.
    const timer = setTimeout(() => child.kill('SIGKILL'), LEAVE_MS);
    const status = await exit;
    clearTimeout(timer);
    return countTests(report, status ?? (report.success ? 0 : 1));
  }
  return countTests(readStored<FullReport>(reportPath), (await exit) ?? 1);
}
