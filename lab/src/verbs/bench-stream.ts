import { addVerb, type CommonOptions, decimalNumber, positiveNumber, printJson, wholeNumber } from '@stars/cli';
import { type Command, Option } from 'commander';
import { runBenchScript } from '../bench/bench-script.js';

const SIZES = ['tiny', 'small'] as const;

interface StreamOptions extends CommonOptions {
  size: (typeof SIZES)[number];
  [name: string]: unknown;
}

/** `./stars lab bench stream`: from an event to its user's vector, and from a catalogue change to a search that shows it. */
export function addBenchStream(bench: Command): void {
  addVerb(bench, 'stream', 'measure how fresh vectors are at a steady rate, and what an overload does')
    .addOption(
      new Option('--stack <name>', 'embedded: one file; servers: Kafka and Redis (default: embedded)').choices([
        'embedded',
        'servers',
      ]),
    )
    .addOption(new Option('--size <name>', 'size of the model').choices(SIZES).default('small'))
    .option('--users <n>', 'users, whose activity follows Zipf’s law (default: 100000)', positiveNumber)
    .option('--items <n>', 'items in the catalogue (default: 5000)', positiveNumber)
    .option('--history <n>', 'events that a user has before, on average (default: 20)', decimalNumber)
    .option('--rate <n>', 'interactions a second (default: 1000)', positiveNumber)
    .option('--catalog-rate <n>', 'catalogue changes a second (default: 5)', wholeNumber)
    .option('--seconds <n>', 'seconds that are measured (default: 120)', positiveNumber)
    .option('--warm-up <n>', 'seconds before that (default: 10)', wholeNumber)
    .option('--overload-rate <n>', 'interactions a second of the overload (default: 20000)', positiveNumber)
    .option('--overload-seconds <n>', 'seconds of the overload, 0 for none (default: 20)', wholeNumber)
    .option('--embedders <n>', 'embedders that share the work, on servers (default: 1)', positiveNumber)
    .addOption(
      new Option('--text <models>', 'local: the model that ships; plain: a stand-in for tests').choices([
        'local',
        'plain',
      ]),
    )
    .option('--kafka <host:port>', 'a broker that runs (default: one is started)')
    .option('--redis <url>', 'a Redis that runs (default: one is started)')
    .option('--profile <folder>', 'folder for CPU profiles of the services')
    .action(async (options: StreamOptions) => {
      const report = await runBenchScript('stream/stream.mjs', options);
      if (options.json) printJson(report);
    });
}
