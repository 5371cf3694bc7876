import { Argument, type Command } from 'commander';
import { ensureChromium } from '../checks/chromium.js';
import { runLint } from '../checks/run-lint.js';
import { LANES, runVitest, SUITES, type Suite, type SuiteResult, threadsOfALane } from '../checks/run-vitest.js';
import { addCounts, closingLine, type TestCounts } from '../checks/test-counts.js';
import { EXIT } from '../exit-codes.js';
import { Progress } from '../progress.js';
import { addVerb, type CommonOptions } from '../verb.js';

export function addTest(program: Command): void {
  addVerb(program, 'test', 'lint and run the tests; the last line says how many passed and failed')
    .addArgument(new Argument('[suite]', 'one suite only (default: lint, then all)').choices(SUITES))
    .argument('[filter...]', 'only test files whose path contains one of these')
    .action(async (suite: Suite | undefined, filters: string[], options: CommonOptions) => {
      const counts: TestCounts[] = suite ? [] : [await lintCounts()];
      const lanes = suite ? [[suite]] : LANES;
      const results = (await Promise.all(lanes.map((lane) => runLane(lane, filters, lanes.length)))).flat();
      const all = addCounts([...counts, ...results]);
      await sayServers(results);
      if (all.failures.length > 0) process.stdout.write(`\nFailed:\n${all.failures.join('\n')}\n`);
      if (options.json) process.stdout.write(`${JSON.stringify(all)}\n`);
      process.stdout.write(`\n${closingLine(all)}\n`);
      if (all.failed > 0 || all.passed === 0) process.exitCode = EXIT.failed;
    });
}

/** Each lint step counts as one test. */
async function lintCounts(): Promise<TestCounts> {
  const results = await runLint();
  const failures = results.filter((result) => !result.passed).map(({ name }) => `lint: ${name}`);
  const skipped = results.filter((result) => result.skipped !== undefined).length;
  return { passed: results.length - failures.length - skipped, failed: failures.length, skipped, failures };
}

async function runLane(lane: readonly Suite[], filters: readonly string[], lanes: number): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const suite of lane) {
    const env: NodeJS.ProcessEnv = { ...threadsOfALane(lanes), ...process.env };
    if (suite === 'console') env['STARS_CHROMIUM'] = await ensureChromium(new Progress());
    results.push(await runVitest(suite, filters, env, lanes > 1));
  }
  return results;
}

/** Prints which servers the tests used, and clearly which were missing: tests that need them were skipped. */
async function sayServers(results: readonly SuiteResult[]): Promise<void> {
  const { reportLines } = await import('@stars/servers');
  const servers = results.flatMap((result) => result.servers);
  if (servers.length > 0) process.stdout.write(`\nServers:\n${reportLines(servers).join('\n')}\n`);
}
