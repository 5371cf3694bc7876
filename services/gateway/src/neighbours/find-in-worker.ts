import { Worker } from 'node:worker_threads';
import { StarsError } from '@stars/errors';
import type { NeighbourReading } from '@stars/inference';
import { unsealed } from '@stars/platform';
import type { NeighbourTables } from '@stars/ranking';
import type { FindNeighbours } from '@stars/recommending';
import type { StackConfig } from '@stars/stack';

/** Compiled, also where this file is read as a source. */
const WORKER = new URL('../../dist/neighbours/neighbour-worker.js', import.meta.url);

/** What the thread is asked. */
export interface NeighbourQuestion {
  /** Where the profiles are. */
  stack: StackConfig;
  tenant: string;
  reading: NeighbourReading;
  morning: number;
}

/** Finds neighbours in a thread that lives as long as the search. Errors: those of the profile store; of an abort, its reason. */
export const findInWorker =
  (stack: StackConfig): FindNeighbours =>
  async (tenant, reading, morning, signal) => {
    signal.throwIfAborted();
    const question: NeighbourQuestion = { stack: unsealed(stack), tenant, reading, morning };
    const worker = new Worker(WORKER, { workerData: question });
    const { promise, resolve, reject } = Promise.withResolvers<NeighbourTables>();
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop);
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', () => reject(new StarsError('STARS_UNAVAILABLE', 'the thread that finds neighbours ended')));
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', stop);
      await worker.terminate();
    }
  };
