import { loadavg } from 'node:os';
import type { Progress } from '../progress.js';
import { type Spread, spreadOf } from './spread.js';
import { withSides } from './two-sides.js';
import type { WorkerProcess } from './worker-process.js';

export const SHAPES = ['small', 'base', 'paper'] as const;
export const VARIANTS = ['plain', 'hard', 'stars'] as const;
export type Shape = (typeof SHAPES)[number];
export type Variant = (typeof VARIANTS)[number];

/** Steps a round: about a second of work. */
export const STEPS: Record<Shape, number> = { small: 10, base: 2, paper: 1 };

export interface KernelShare {
  name: string;
  /** A step. */
  ms: number;
  calls: number;
}

export interface SideReport {
  /** CPU milliseconds a step, by round. */
  cpuMs: Spread;
  peakBytes: number;
  kernels?: KernelShare[];
}

export interface TrainingComparison {
  shape: Shape;
  variant: Variant;
  rounds: number;
  stepsPerRound: number;
  stars: SideReport;
  torch: SideReport;
  /** Our side on TensorFlow's kernels alone, if a profile was asked for. */
  before?: SideReport;
  /** Our CPU time over PyTorch's, by round. */
  ratio: Spread;
  /** Loss of the first forward pass, without dropout, on both sides. */
  loss: { stars: number; torch: number };
  /** Load of the machine at the end, average of one minute. */
  load: number;
}

interface Steps {
  cpuSeconds: number;
}

export interface ComparisonOptions {
  python: string;
  rounds: number;
  profile: boolean;
}

/**
 * Trains the same model on the same batch here and in PyTorch, in interleaved runs with one thread each.
 * Errors: `STARS_UNAVAILABLE` (a side that cannot run), `STARS_INTERNAL` (the two do not compute the same).
 */
export function compareTraining(
  shape: Shape,
  variant: Variant,
  options: ComparisonOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<TrainingComparison> {
  const count = STEPS[shape];
  const label = `${shape}, ${variant}`;
  const timed = async (worker: WorkerProcess): Promise<number> =>
    ((await worker.ask<Steps>({ do: 'steps', count })).cpuSeconds * 1000) / count;
  const report = async (worker: WorkerProcess, times: number[]): Promise<SideReport> => ({
    cpuMs: spreadOf(times),
    ...(await worker.ask<{ peakBytes: number }>({ do: 'memory' })),
    ...(options.profile ? await worker.ask<{ kernels: KernelShare[] }>({ do: 'profile', count }) : {}),
  });
  progress.update({ label, done: 0, total: options.rounds });
  return withSides(shape, variant, options.python, signal, progress, async ({ stars, torch, another }, loss) => {
    for (const side of [stars, torch]) await side.ask({ do: 'steps', count: Math.max(1, count >> 1) });
    const times = { stars: [] as number[], torch: [] as number[] };
    for (let round = 0; round < options.rounds; round++) {
      times.stars.push(await timed(stars));
      times.torch.push(await timed(torch));
      progress.update({ label, done: round + 1, total: options.rounds });
    }
    const load = loadavg()[0]!;
    const sides = { stars: await report(stars, times.stars), torch: await report(torch, times.torch) };
    const before = options.profile ? await profileBefore(another({ STARS_KERNELS: 'off' }), count, report, timed) : {};
    progress.finish();
    const ratio = spreadOf(times.stars.map((ms, round) => ms / times.torch[round]!));
    return { shape, variant, rounds: options.rounds, stepsPerRound: count, ...sides, ...before, ratio, loss, load };
  });
}

async function profileBefore(
  worker: WorkerProcess,
  count: number,
  report: (worker: WorkerProcess, times: number[]) => Promise<SideReport>,
  timed: (worker: WorkerProcess) => Promise<number>,
): Promise<{ before: SideReport }> {
  await worker.ask({ do: 'steps', count });
  return { before: await report(worker, [await timed(worker), await timed(worker), await timed(worker)]) };
}
