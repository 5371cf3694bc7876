import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import type { Progress } from '../progress.js';
import { WORKSPACE } from '../workspace.js';
import { type Spread, spreadOf } from './spread.js';
import { WorkerProcess } from './worker-process.js';

export const SHAPES = ['small', 'base', 'paper'] as const;
export const VARIANTS = ['plain', 'hard', 'stars'] as const;
export type Shape = (typeof SHAPES)[number];
export type Variant = (typeof VARIANTS)[number];

/** Steps a round: about a second of work. */
const STEPS: Record<Shape, number> = { small: 10, base: 2, paper: 1 };

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
  /** Ours on TensorFlow's kernels alone, where a profile was asked for. */
  before?: SideReport;
  /** Of each round: our CPU time over PyTorch's. */
  ratio: Spread;
  /** Of the first forward pass, without dropout, on both sides. */
  loss: { stars: number; torch: number };
  /** Load of the machine at the end, one minute's average. */
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
 * Trains the same model on the same batch here and in PyTorch, in turns, a thread each.
 * Errors: `STARS_UNAVAILABLE` (a side that cannot run), `STARS_INTERNAL` (the two do not compute the same).
 */
export async function compareTraining(
  shape: Shape,
  variant: Variant,
  options: ComparisonOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<TrainingComparison> {
  const folder = mkdtempSync(join(tmpdir(), 'stars-bench-'));
  const workers: WorkerProcess[] = [];
  const start = (name: string, program: string, script: string, parameters: string[], env = {}): WorkerProcess => {
    const path = join(WORKSPACE, 'bench/training', script);
    const flags = program === process.execPath ? ['--expose-gc'] : [];
    const worker = new WorkerProcess(name, program, [...flags, path, ...parameters], { cwd: WORKSPACE, env, signal });
    workers.push(worker);
    return worker;
  };
  const ours = (env = {}): WorkerProcess =>
    start('the STARS side', process.execPath, 'stars-worker.mjs', [shape, variant, ...files], env);
  const files = [join(folder, 'case.json'), join(folder, 'case.safetensors')];
  const count = STEPS[shape];
  const label = `${shape}, ${variant}`;
  const timed = async (worker: WorkerProcess): Promise<number> =>
    ((await worker.ask<Steps>({ do: 'steps', count })).cpuSeconds * 1000) / count;
  try {
    progress.update({ label, done: 0, total: options.rounds });
    const stars = ours();
    // Its first answer also says that the files for the other side are written.
    const loss = { stars: (await stars.ask<{ loss: number }>({ do: 'loss' })).loss, torch: Number.NaN };
    const torch = start('the PyTorch side', options.python, 'torch_worker.py', files);
    loss.torch = (await torch.ask<{ loss: number }>({ do: 'loss' })).loss;
    requireSame(loss, label);
    for (const side of [stars, torch]) await side.ask({ do: 'steps', count: Math.max(1, count >> 1) });
    const rounds: { stars: number; torch: number }[] = [];
    while (rounds.length < options.rounds) {
      rounds.push({ stars: await timed(stars), torch: await timed(torch) });
      progress.update({ label, done: rounds.length, total: options.rounds });
    }
    const report = async (worker: WorkerProcess, times: number[]): Promise<SideReport> => ({
      cpuMs: spreadOf(times),
      ...(await worker.ask<{ peakBytes: number }>({ do: 'memory' })),
      ...(options.profile ? await worker.ask<{ kernels: KernelShare[] }>({ do: 'profile', count }) : {}),
    });
    const sides = {
      stars: await report(
        stars,
        rounds.map((round) => round.stars),
      ),
      torch: await report(
        torch,
        rounds.map((round) => round.torch),
      ),
    };
    const load = loadavg()[0]!;
    const before = options.profile ? await profileBefore(ours({ STARS_KERNELS: 'off' }), count, report, timed) : {};
    progress.finish();
    const ratio = spreadOf(rounds.map((round) => round.stars / round.torch));
    return { shape, variant, rounds: options.rounds, stepsPerRound: count, ...sides, ...before, ratio, loss, load };
  } finally {
    progress.abandon();
    await Promise.all(workers.map((worker) => worker.end()));
    rmSync(folder, { recursive: true, force: true });
  }
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

/** Times of two programs that compute different things would say nothing. */
function requireSame({ stars, torch }: { stars: number; torch: number }, label: string): void {
  if (Math.abs(stars - torch) <= 1e-4 * (1 + Math.abs(torch))) return;
  throw new StarsError('STARS_INTERNAL', `${label}: the loss is ${stars} here and ${torch} in PyTorch`);
}
