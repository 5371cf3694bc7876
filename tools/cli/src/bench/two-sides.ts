import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import type { Progress } from '../progress.js';
import { WORKSPACE } from '../workspace.js';
import { WorkerProcess } from './worker-process.js';

/** The processes of one comparison. */
export interface Sides {
  stars: WorkerProcess;
  torch: WorkerProcess;
  /** Starts another process of our side, with its own settings. */
  another(env: NodeJS.ProcessEnv): WorkerProcess;
}

/**
 * Starts both sides on one case, runs `work` once both have computed the same loss, and ends them.
 * Errors: `STARS_UNAVAILABLE` (a side that cannot run), `STARS_INTERNAL` (the two do not compute the same).
 */
export async function withSides<T>(
  shape: string,
  variant: string,
  python: string,
  signal: AbortSignal,
  progress: Progress,
  work: (sides: Sides, loss: { stars: number; torch: number }) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'stars-bench-'));
  const files = [join(folder, 'case.json'), join(folder, 'case.safetensors')];
  const workers: WorkerProcess[] = [];
  const start = (name: string, program: string, parameters: string[], env: NodeJS.ProcessEnv = {}): WorkerProcess => {
    const worker = new WorkerProcess(name, program, parameters, { cwd: WORKSPACE, env, signal });
    workers.push(worker);
    return worker;
  };
  const script = (name: string): string => join(WORKSPACE, 'bench/training', name);
  const another = (env: NodeJS.ProcessEnv): WorkerProcess =>
    start(
      'the STARS side',
      process.execPath,
      ['--expose-gc', script('stars-worker.mjs'), shape, variant, ...files],
      env,
    );
  try {
    const stars = another({});
    // Once it answers, the files for the other side are written.
    const loss = { stars: (await stars.ask<{ loss: number }>({ do: 'loss' })).loss, torch: Number.NaN };
    const torch = start('the PyTorch side', python, [script('torch_worker.py'), ...files]);
    loss.torch = (await torch.ask<{ loss: number }>({ do: 'loss' })).loss;
    requireSame(loss, `${shape}, ${variant}: the loss`);
    return await work({ stars, torch, another }, loss);
  } finally {
    progress.abandon();
    await Promise.all(workers.map((worker) => worker.end()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Times of two programs cannot be compared if the programs compute different things. */
export function requireSame({ stars, torch }: { stars: number; torch: number }, what: string): void {
  if (Math.abs(stars - torch) <= 1e-4 * (1 + Math.abs(torch))) return;
  throw new StarsError('STARS_INTERNAL', `${what} is ${stars} here and ${torch} there`);
}
