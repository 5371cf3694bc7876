import { addVerb, type CommonOptions, positiveNumber, printJson } from '@stars/cli';
import type { Command } from 'commander';
import { runBenchScript } from '../bench/bench-script.js';

/** `./stars lab bench archive`: an archive of generated events is written, and trained from. */
export function addBenchArchive(bench: Command): void {
  addVerb(bench, 'archive', 'measure an archive of generated events, and a training from it: time and memory')
    .option('--events <n>', 'events that are archived (default: 100000000)', positiveNumber)
    .option('--users <n>', 'users, whose activity follows Zipf’s law (default: 2000000)', positiveNumber)
    .option('--items <n>', 'items (default: 20000)', positiveNumber)
    .option('--steps <n>', 'steps that are trained, of size small (default: 1000)', positiveNumber)
    .option('--max-events <n>', 'events that a training holds (default: 10 million)', positiveNumber)
    .option('--kill', 'also kill a training while events arrive, resume it, and compare its weights with the calm one')
    .option('--folder <path>', 'folder for the archive, several GB (default: a temporary one)')
    .action(async (options: CommonOptions) => {
      const report = await runBenchScript('archive/archive.mjs', { ...options });
      if (options.json) printJson(report);
    });
}
