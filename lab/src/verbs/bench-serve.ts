import { addVerb, type CommonOptions, positiveNumber, printJson, wholeNumber } from '@stars/cli';
import { type Command, Option } from 'commander';
import { runBenchScript } from '../bench/bench-script.js';

interface ServeOptions extends CommonOptions {
  mixed?: boolean;
  hostile?: boolean;
  worst?: boolean;
  [name: string]: unknown;
}

const SIZES = ['tiny', 'small'];
const MODES = ['default', 'rr', 'rr_bi', 'ni', 'gi', 'bi'];
/** `./stars lab bench serve`: how fast and how steadily the gateway answers; `--mixed`: whether it still does while stores fail. */
export function addBenchServe(bench: Command): void {
  addVerb(bench, 'serve', 'compare the gateway with bare servers, and its search with an exact one')
    .option('--mixed', 'instead, measure all kinds of calls while stores fail one after the other')
    .option(
      '--hostile',
      'instead, measure requests at a rate beside hostile connections (options: --rate, --connections)',
    )
    .option(
      '--worst',
      'instead, search for the dearest request of each method, and for what holds the answering thread (options: --tries)',
    )
    .option('--tries <n>', 'random requests of each method (default: 12)', positiveNumber)
    .option('--connections <n>', 'hostile connections (default: 5000)', positiveNumber)
    .addOption(
      new Option('--stack <name>', 'embedded: one file; servers: the real servers (default: embedded)').choices([
        'embedded',
        'servers',
      ]),
    )
    .addOption(new Option('--only <part>', 'measure only this part (default: all)').choices(['all', 'search', 'load']))
    .addOption(new Option('--size <name>', 'size of the model').choices(SIZES).default('small'))
    .option('--items <n>', 'items in the catalogue (default: 50000; mixed: 5000)', positiveNumber)
    .option('--users <n>', 'users with histories and vectors (default: 1000000; mixed: 20000)', positiveNumber)
    .option('--width <n>', 'width of vectors (default: 128; mixed: 64)', positiveNumber)
    .option('--rates <n,n>', 'requests a second, one rate after the other (default: 500,1000)')
    .addOption(
      new Option(
        '--mode <name>',
        'mode of the requests at a rate, and of the comparison (default: default, which names none)',
      ).choices(MODES),
    )
    .option('--histories <n,n>', 'events of the users whose modes are compared: 20, 200 or 1000 (default: 20,200,1000)')
    .option('--mode-rate <n>', 'requests a second where modes are compared (default: 100)', positiveNumber)
    .option('--seconds <n>', 'seconds of each rate, or of the mixed load (default: 30; mixed: 600)', positiveNumber)
    .option('--warm-up <n>', 'seconds before the first rate (default: 10)', wholeNumber)
    .option('--rounds <n>', 'interleaved runs of each side of a comparison (default: 3)', positiveNumber)
    .option('--rate <n>', 'calls a second of the mixed load (default: 200)', positiveNumber)
    .option('--deadline-ms <n>', 'deadline of each call of the mixed load, ms (default: 1000)', positiveNumber)
    .option('--fault-seconds <n>', 'seconds of each fault of the mixed load, and after it (default: 5)', positiveNumber)
    .option('--folder <path>', 'folder that keeps the made-up shop for later runs')
    .option('--profile <folder>', 'folder for CPU profiles of the servers')
    .action(async (options: ServeOptions) => {
      const script = options.hostile ? 'hostile' : options.worst ? 'worst' : options.mixed ? 'mixed' : 'serve';
      const result = await runBenchScript(`serving/${script}.mjs`, options);
      if (options.json) printJson(result);
    });
}
