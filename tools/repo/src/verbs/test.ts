import { randomInt } from 'node:crypto';
import { addVerb, type CommonOptions, EXIT, positiveNumber } from '@stars/cli/command-line';
import { Argument, type Command } from 'commander';
import { ensureChromium } from '../checks/chromium.js';
import { runLint } from '../checks/run-lint.js';
import { LANES, runVitest, SUITES, type Suite, type SuiteResult, threadsOfALane } from '../checks/run-vitest.js';
import { addCounts, closingLine, type TestCounts } from '../checks/test-counts.js';

export function addTest(program: Command): void {
  addVerb(program, 'test', 'lint and run the tests; the last line says how many passed and failed')
    .addArgument(
      new Argument('[suite]', 'one suite only (default: lint, then all), or the fuzz').choices([...SUITES, 'fuzz']),
    )
    .argument('[filter...]', 'only test files whose path contains one of these')
    .option('--all', 'also what is long by nature, at its full length: it takes hours without a filter')
    .option('--cases <number>', 'of the fuzz: how many cases', positiveNumber, 10_000)
    .option('--seed <number>', 'of the fuzz: the same seed makes the same cases (default: by chance)', positiveNumber)
    .action(async (named: Suite | 'fuzz' | undefined, given: string[], options: TestOptions) => {
      const filters = named === 'fuzz' ? prepareFuzz(options) : given;
      if (options.all) {
        process.env['STARS_TEST_ALL'] = 'true';
        process.env['STARS_FUZZ_CASES'] ??= String(options.cases);
      }
      const counts: TestCounts[] = named ? [] : [await lintCounts()];
      const lanes = named === 'fuzz' ? FUZZED : named ? [[named]] : LANES;
      const results = (await Promise.all(lanes.map((lane) => runLane(lane, filters, lanes.length)))).flat();
      const all = addCounts([...counts, ...results]);
      await sayServers(results);
      if (all.failures.length > 0) process.stdout.write(`\nFailed:\n${all.failures.join('\n')}\n`);
      if (options.json) process.stdout.write(`${JSON.stringify(all)}\n`);
      process.stdout.write(`\n${closingLine(all)}\n`);
      if (all.failed > 0 || all.passed === 0) process.exitCode = EXIT.failed;
    });
}

interface TestOptions extends CommonOptions {
  all?: true;
  cases: number;
  seed?: number;
}

/** Each stack has its fuzz. */
const FUZZED: readonly (readonly Suite[])[] = [['embedded', 'integration']];

/** Tells the fuzz what to do. Returns the filters of its files. */
function prepareFuzz({ cases, seed = randomInt(2 ** 31) }: TestOptions): string[] {
  process.env['STARS_FUZZ_CASES'] = String(cases);
  process.env['STARS_FUZZ_SEED'] = String(seed);
  return ['standalone/src/fuzz'];
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
    if (suite === 'console') env['STARS_CHROMIUM'] = await ensureChromium();
    results.push(await runVitest(suite, filters, env, { shared: lanes > 1 }));
  }
  return results;
}

/** Prints which servers the tests used, and clearly which were missing: tests that need them were skipped. */
async function sayServers(results: readonly SuiteResult[]): Promise<void> {
  const { reportLines } = await import('@stars/servers');
  const servers = results.flatMap((result) => result.servers);
  if (servers.length > 0) process.stdout.write(`\nServers:\n${reportLines(servers).join('\n')}\n`);
}
