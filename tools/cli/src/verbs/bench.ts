import { join } from 'node:path';
import { Argument, type Command, Option } from 'commander';
import { SHAPES, type Shape, type TrainingComparison, VARIANTS, type Variant } from '../bench/compare-training.js';
import { interruptible } from '../interruption.js';
import { positiveNumber } from '../option-values.js';
import { Progress } from '../progress.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';
import { WORKSPACE } from '../workspace.js';

interface BenchOptions extends CommonOptions {
  size?: Shape;
  model?: Variant;
  rounds: number;
  profile?: boolean;
  python?: string;
}

export function addBench(program: Command): void {
  addVerb(program, 'bench', 'measure training on this machine beside PyTorch, one thread each')
    .addArgument(new Argument('<what>', 'what is measured').choices(['train']))
    .addOption(new Option('--size <name>', 'one size only (default: small and base)').choices(SHAPES))
    .addOption(new Option('--model <name>', 'one kind of model only (default: all three)').choices(VARIANTS))
    .option('--rounds <n>', 'turns that each side takes', positiveNumber, 7)
    .option('--profile', 'also where the time goes, by kernel')
    .option('--python <path>', 'a Python that has PyTorch (default: one made in the cache, several GB)')
    .action(async (_what: string, options: BenchOptions) => {
      const comparisons = await interruptible((signal) => run(options, signal));
      if (options.json) return printJson(comparisons);
      const { renderComparisons } = await import('../bench/render-comparison.js');
      process.stdout.write(`${renderComparisons(comparisons)}\n`);
    });
}

async function run(options: BenchOptions, signal: AbortSignal): Promise<TrainingComparison[]> {
  const { ensurePython } = await import('../bench/python-environment.js');
  const { compareTraining } = await import('../bench/compare-training.js');
  const progress = new Progress();
  const requirements = join(WORKSPACE, 'bench/training/requirements.txt');
  const python = options.python ?? (await ensurePython(requirements, 'PyTorch (once, several GB)', progress));
  const { rounds, profile = false } = options;
  const comparisons: TrainingComparison[] = [];
  for (const shape of options.size ? [options.size] : (['small', 'base'] as const)) {
    for (const variant of options.model ? [options.model] : VARIANTS) {
      comparisons.push(await compareTraining(shape, variant, { python, rounds, profile }, progress, signal));
    }
  }
  return comparisons;
}
