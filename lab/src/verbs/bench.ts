import { join } from 'node:path';
import {
  addVerb,
  type CommonOptions,
  cacheFolder,
  decimalNumber,
  interruptible,
  openDataFolder,
  positiveNumber,
  printJson,
  runNode,
  SIZE_NAMES,
  WORKSPACE,
  wholeNumber,
} from '@stars/cli';
import { StarsError } from '@stars/errors';
import { pythonEnvironment } from '@stars/repo';
import { type Command, Option } from 'commander';

/** What was given of a measurement's options. The script has the defaults. */
type Given = CommonOptions & Record<string, unknown>;

/** A measurement: its options, each with a parser or the values that it may have, and what runs it. */
interface Bench {
  name: string;
  about: string;
  options: readonly [flags: string, description: string, values?: ((text: string) => unknown) | readonly string[]][];
  run: (given: Given) => Promise<unknown>;
}

const STACKS = ['embedded', 'servers'];
const MODELS = ['plain', 'hard', 'stars'];

const BENCHES: readonly Bench[] = [
  {
    name: 'train',
    about: 'compare training with PyTorch',
    options: [
      ['--size <name>', 'size of the model (default: small)', SIZE_NAMES],
      ['--model <name>', 'one kind of model only (default: all three)', MODELS],
      ['--device <name>', 'one thread of the CPU and its time, or a GPU and wall time (default: cpu)', ['cpu', 'gpu']],
      ['--rounds <n>', 'interleaved runs of each side (default: 7)', positiveNumber],
      ['--python <path>', 'a Python that has PyTorch (default: one made in the cache, several GB)'],
    ],
    run: compareTraining,
  },
  {
    name: 'tags',
    about: 'compare the tags of the tagger with those of two readers',
    options: [['--shop <kind>', 'one kind of shop (default: all four)', ['grocery', 'fashion', 'electronics', 'home']]],
    run: (given) => runScript('tags/tag-quality.mjs', given),
  },
  {
    name: 'archive',
    about: 'measure an archive of generated events, and a training from it: time and memory',
    options: [
      ['--events <n>', 'events that are archived (default: 100000000)', positiveNumber],
      ['--users <n>', 'users, whose activity follows Zipf’s law (default: 2000000)', positiveNumber],
      ['--items <n>', 'items (default: 20000)', positiveNumber],
      ['--steps <n>', 'steps that are trained, of size small (default: 1000)', positiveNumber],
      ['--max-events <n>', 'events that a training holds (default: 10 million)', positiveNumber],
      ['--kill', 'also kill a training while events arrive, resume it, and compare its weights with the calm one'],
      ['--folder <path>', 'folder for the archive, several GB (default: a temporary one)'],
    ],
    run: (given) => runScript('archive/archive.mjs', given),
  },
  {
    name: 'stream',
    about: 'measure how fresh vectors are at a steady rate, and what an overload does',
    options: [
      ['--stack <name>', 'embedded: one file; servers: Kafka, Redis and Elasticsearch (default: embedded)', STACKS],
      ['--size <name>', 'size of the model (default: small)', ['tiny', 'small']],
      ['--users <n>', 'users, whose activity follows Zipf’s law (default: 100000)', positiveNumber],
      ['--items <n>', 'items in the catalogue (default: 5000)', positiveNumber],
      ['--history <n>', 'events that a user has before, on average (default: 20)', decimalNumber],
      ['--rate <n>', 'interactions a second (default: 1000)', positiveNumber],
      ['--catalog-rate <n>', 'catalogue changes a second (default: 5)', wholeNumber],
      ['--seconds <n>', 'seconds that are measured (default: 120)', positiveNumber],
      ['--warm-up <n>', 'seconds before that (default: 10)', wholeNumber],
      ['--overload-rate <n>', 'interactions a second of the overload (default: 20000)', positiveNumber],
      ['--overload-seconds <n>', 'seconds of the overload, 0 for none (default: 20)', wholeNumber],
      ['--embedders <n>', 'embedders that share the work, on servers (default: 1)', positiveNumber],
      ['--text <models>', 'local: the model that ships; plain: a stand-in for tests', ['local', 'plain']],
      ['--profile <folder>', 'folder for CPU profiles of the services'],
    ],
    run: (given) => runScript('stream/stream.mjs', given),
  },
  {
    name: 'serve',
    about: 'measure what answers take of ./stars up on a copy of a data folder, beside a bare HTTP server',
    options: [
      ['--now <time>', 'the time at the start, for data that end long ago: a date or ISO 8601 time'],
      ['--rounds <n>', 'turns of each kind of request (default: 5; hostile: 4)', positiveNumber],
      ['--seconds <n>', 'seconds of each load (default: 5; hostile: 20)', positiveNumber],
      ['--hostile', 'instead, measure requests without and beside hostile connections, on the folder itself'],
      ['--connections <n>', 'hostile: connections (default: 5000)', positiveNumber],
      ['--rate <n>', 'hostile: requests a second (default: 200)', positiveNumber],
    ],
    run: ({ hostile, ...given }) =>
      runScript(`serving/${hostile ? 'hostile' : 'serve'}.mjs`, { ...given, data: openDataFolder(given.data).root }),
  },
];

/** `./stars lab bench`: the measurements of `bench/`. */
export function addBench(program: Command): void {
  const bench = program.command('bench').description('measure speed on this machine');
  for (const { name, about, options, run } of BENCHES) {
    const verb = addVerb(bench, name, about);
    for (const [flags, description, values] of options) {
      const option = new Option(flags, description);
      if (typeof values === 'function') option.argParser(values);
      else if (values) option.choices(values);
      verb.addOption(option);
    }
    verb.action(async (given: Given) => {
      const result = await run(given);
      if (given.json) printJson(result);
    });
  }
}

/**
 * Runs a script of `bench/` in its own process, which prints its result as text. With `json`, it prints JSON, which is returned.
 * Progress and logs of the script go to standard error. Errors: `STARS_UNAVAILABLE` if it fails.
 */
async function runScript(script: string, { json = false, ...given }: Partial<Given>): Promise<unknown> {
  const flags = ['--disable-warning=ExperimentalWarning', '--expose-gc'];
  const parameters = [...flags, join(WORKSPACE, 'bench', script), JSON.stringify({ ...given, json })];
  const { status, output } = await interruptible((signal) =>
    runNode(parameters, { signal, captured: json, cwd: WORKSPACE }),
  );
  if (status !== 0) throw new StarsError('STARS_UNAVAILABLE', `${script} cannot measure (status ${status})`);
  return json ? (JSON.parse(output) as unknown) : undefined;
}

/** One comparison after the other, over the models that were asked for. */
async function compareTraining({ model, python, ...given }: Given): Promise<unknown[]> {
  const side = { ...given, python: python ?? (await pythonWithPyTorch()) };
  const results: unknown[] = [];
  for (const each of model ? [model] : MODELS) {
    results.push(await runScript('training/compare.mjs', { ...side, model: each }));
  }
  return results;
}

function pythonWithPyTorch(): Promise<string> {
  process.stderr.write('A Python with PyTorch: the first time, a download of several GB\n');
  const requirements = join(WORKSPACE, 'tools/reference/requirements.txt');
  return pythonEnvironment(cacheFolder(), requirements, { name: 'pytorch' });
}
