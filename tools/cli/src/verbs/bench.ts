import { join } from 'node:path';
import { Argument, type Command, Option } from 'commander';
import { SHAPES, type Shape, VARIANTS, type Variant } from '../bench/compare-training.js';
import { interruptible } from '../interruption.js';
import { positiveNumber } from '../option-values.js';
import { Progress } from '../progress.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';
import { WORKSPACE } from '../workspace.js';
import { addBenchServe } from './bench-serve.js';
import { addBenchStream } from './bench-stream.js';

interface BenchOptions extends CommonOptions {
  size?: Shape;
  model?: Variant;
  rounds: number;
  profile?: boolean;
  python?: string;
}

export function addBench(program: Command): void {
  const bench = addVerb(
    program,
    'bench',
    'measure on this machine: training and inference compared with PyTorch and onnxruntime, the Kafka bus compared with kafkajs, profiles in Redis',
  )
    .addArgument(new Argument('<what>', 'what is measured').choices(['train', 'inference', 'bus', 'profiles']))
    .addOption(new Option('--size <name>', 'one size only (default: small and base)').choices(SHAPES))
    .addOption(new Option('--model <name>', 'one kind of model only (default: all three)').choices(VARIANTS))
    .option('--rounds <n>', 'interleaved runs of each side', positiveNumber, 7)
    .option('--profile', 'also where the time goes, by kernel')
    .option('--python <path>', 'a Python that has PyTorch (default: one made in the cache, several GB)')
    .action(async (what: keyof typeof COMPARISONS, options: BenchOptions) => {
      const comparisons = await interruptible((signal) => COMPARISONS[what](options, signal));
      if (options.json) printJson(comparisons.results);
      else process.stdout.write(`${comparisons.text()}\n`);
    });
  addBenchStream(bench);
  addBenchServe(bench);
}

interface Comparisons {
  results: unknown;
  text: () => string;
}

const COMPARISONS = {
  async train(options: BenchOptions, signal: AbortSignal): Promise<Comparisons> {
    const { compareTraining } = await import('../bench/compare-training.js');
    const { renderComparisons } = await import('../bench/render-comparison.js');
    const { rounds, profile = false } = options;
    const results = await forEach(options, (shape, variant, python, progress) =>
      compareTraining(shape, variant, { python, rounds, profile }, progress, signal),
    );
    return { results, text: () => renderComparisons(results) };
  },
  async inference(options: BenchOptions, signal: AbortSignal): Promise<Comparisons> {
    const { compareInference, renderInference } = await import('../bench/compare-inference.js');
    const { rounds } = options;
    // Only training has hard negatives.
    const results = await forEach({ ...options, model: options.model ?? 'stars' }, (shape, variant, python, progress) =>
      compareInference(shape, variant, { python, rounds }, progress, signal),
    );
    return { results, text: () => renderInference(results) };
  },
  async bus({ rounds }: BenchOptions): Promise<Comparisons> {
    const { compareBus, renderBus } = await import('../bench/compare-bus.js');
    const results = await compareBus(rounds);
    return { results, text: () => renderBus(results) };
  },
  async profiles({ rounds }: BenchOptions): Promise<Comparisons> {
    const { compareProfiles, renderProfiles } = await import('../bench/compare-profiles.js');
    const results = await compareProfiles(rounds);
    return { results, text: () => renderProfiles(results) };
  },
};

/** One comparison after the other, over the sizes and models that were asked for. */
async function forEach<T>(
  options: BenchOptions,
  compare: (shape: Shape, variant: Variant, python: string, progress: Progress) => Promise<T>,
): Promise<T[]> {
  const { ensurePython } = await import('../bench/python-environment.js');
  const progress = new Progress();
  const requirements = join(WORKSPACE, 'bench/training/requirements.txt');
  const python = options.python ?? (await ensurePython(requirements, 'PyTorch (once, several GB)', progress));
  const results: T[] = [];
  for (const shape of options.size ? [options.size] : (['small', 'base'] as const)) {
    for (const variant of options.model ? [options.model] : VARIANTS) {
      results.push(await compare(shape, variant, python, progress));
    }
  }
  return results;
}
