import { addVerb, type CommonOptions, positiveNumber, printJson } from '@stars/cli';
import type { Command } from 'commander';
import { runBenchScript } from '../bench/bench-script.js';

/** `./stars lab bench statistics`: what live statistics of all users take in a process that answers. */
export function addBenchStatistics(bench: Command): void {
  addVerb(bench, 'statistics', 'measure the memory of live statistics, and how long a start waits for them')
    .option('--items <n>', 'items (default: 1000000)', positiveNumber)
    .option('--regions <n>', 'regions (default: 500)', positiveNumber)
    .option('--cells <n>', 'regions that an ordinary item is bought in, on average (default: 4)', positiveNumber)
    .action(async (options: CommonOptions) => {
      const report = await runBenchScript('statistics/statistics.mjs', { ...options });
      if (options.json) printJson(report);
    });
}
