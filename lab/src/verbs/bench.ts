import { join } from 'node:path';
import {
  addVerb,
  type CommonOptions,
  cacheFolder,
  Progress,
  positiveNumber,
  printJson,
  SIZE_NAMES,
  WORKSPACE,
} from '@stars/cli';
import { pythonEnvironment } from '@stars/repo';
import { Argument, type Command, Option } from 'commander';
import { runBenchScript } from '../bench/bench-script.js';
import { addBenchArchive } from './bench-archive.js';
import { addBenchServe } from './bench-serve.js';
import { addBenchStatistics } from './bench-statistics.js';
import { addBenchStream } from './bench-stream.js';

const DEVICES = ['cpu', 'gpu'];
const SHOPS = ['grocery', 'fashion', 'electronics', 'home'];
const MODELS = ['plain', 'hard', 'stars'];

interface BenchOptions extends CommonOptions {
  size: string;
  model?: string;
  rounds: number;
  device: string;
  python?: string;
  shop?: string;
}

export function addBench(program: Command): void {
  const bench = addVerb(
    program,
    'bench',
    'measure on this machine: training compared with PyTorch, the Kafka bus compared with kafkajs, profiles in Redis, tags compared with those of two readers',
  )
    .addArgument(new Argument('<what>', 'what is measured').choices(['train', 'bus', 'profiles', 'tags']))
    .addOption(new Option('--size <name>', 'train: size of the model').choices(SIZE_NAMES).default('small'))
    .addOption(new Option('--model <name>', 'one kind of model only (default: all three)').choices(MODELS))
    .addOption(
      new Option('--device <name>', 'train: one thread of the CPU and its time, or a GPU and wall time')
        .choices(DEVICES)
        .default('cpu'),
    )
    .option('--rounds <n>', 'interleaved runs of each side', positiveNumber, 7)
    .option('--python <path>', 'a Python that has PyTorch (default: one made in the cache, several GB)')
    .addOption(new Option('--shop <kind>', 'tags: one kind of shop only (default: all four)').choices(SHOPS))
    .action(async (what: keyof typeof MEASUREMENTS, options: BenchOptions) => {
      const result = await MEASUREMENTS[what](options);
      if (options.json) printJson(result);
    });
  addBenchArchive(bench);
  addBenchStream(bench);
  addBenchStatistics(bench);
  addBenchServe(bench);
}

const MEASUREMENTS = {
  train: compareTraining,
  bus: ({ rounds, json }: BenchOptions) => runBenchScript('bus/consume-speed.mjs', { rounds, json }),
  profiles: ({ rounds, json }: BenchOptions) => runBenchScript('profiles/redis-profiles.mjs', { rounds, json }),
  tags: ({ shop, json }: BenchOptions) => runBenchScript('tags/tag-quality.mjs', { shop, json }),
};

/** One comparison after the other, over the models that were asked for. */
async function compareTraining({ size, rounds, device, json, ...options }: BenchOptions): Promise<unknown[]> {
  const python = options.python ?? (await pythonWithPyTorch());
  const results: unknown[] = [];
  for (const model of options.model ? [options.model] : MODELS) {
    results.push(await runBenchScript('training/compare.mjs', { size, model, rounds, device, python, json }));
  }
  return results;
}

async function pythonWithPyTorch(): Promise<string> {
  const progress = new Progress();
  progress.update({ label: 'PyTorch (once, several GB)' });
  try {
    const requirements = join(WORKSPACE, 'tools/repo/reference-model/requirements.txt');
    const python = await pythonEnvironment(cacheFolder(), requirements, { name: 'pytorch' });
    progress.finish();
    return python;
  } finally {
    progress.abandon();
  }
}
