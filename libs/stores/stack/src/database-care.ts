import { Worker } from 'node:worker_threads';
import type { HealthRegistry, Logger } from '@stars/platform';
import { damageOf, noteDamage } from '@stars/sqlite';
import { daily } from './daily.js';
import { databasePath } from './embedded-stack.js';

/** Compiled, also where this file is read as a source. */
const WORKER = new URL('../dist/database-care-worker.js', import.meta.url);

/** What the thread is asked. Both read all of the file: seconds for each GB. */
export interface CareQuestion {
  path: string;
  work: 'compact' | 'check';
}

export interface CareAnswer {
  /** Absent if nothing was to be done. */
  ms?: number;
  problem?: string;
  isDamaged?: boolean;
}

/**
 * Writes the file without bytes of users who were deleted, if any were since it last was: before anything serves, because it blocks
 * writers. If it fails, that is said, and the next start does it.
 */
export async function compactErased(dataDir: string, logger: Logger): Promise<void> {
  const { ms, problem } = await ask({ path: databasePath(dataDir), work: 'compact' });
  if (problem !== undefined)
    logger.warn({ problem }, 'unused parts of the database may have bytes of what was erased, until the next start');
  else if (ms !== undefined) logger.info({ ms }, 'the database was written without bytes of what was erased');
}

/** From now on not ready if this thread finds the file damaged, or hears that it is. */
export function registerDatabaseCheck(health: HealthRegistry, dataDir: string): void {
  health.register('database', () => {
    const damage = damageOf(databasePath(dataDir));
    if (damage) throw new Error(damage);
  });
}

/** Looks for damage now and once a day. Returns what ends that. */
export function checkDaily(dataDir: string, logger: Logger): () => Promise<void> {
  const path = databasePath(dataDir);
  const ended = new AbortController();
  const look = async (): Promise<void> => {
    const { problem, isDamaged, ms } = await ask({ path, work: 'check' }, ended.signal);
    if (ended.signal.aborted) return;
    if (isDamaged) noteDamage(path, problem!);
    if (problem !== undefined) logger.error({ problem }, 'the database could not be checked, or is damaged');
    else logger.info({ ms }, 'the database is whole');
  };
  const end = daily(look);
  return async () => {
    ended.abort();
    await end();
  };
}

/** Has it done in a thread of its own: this one answers. */
function ask(question: CareQuestion, signal?: AbortSignal): Promise<CareAnswer> {
  const { promise, resolve } = Promise.withResolvers<CareAnswer>();
  const worker = new Worker(WORKER, { workerData: question });
  worker.once('message', resolve).once('error', ({ message }) => resolve({ problem: message }));
  worker.once('exit', () => resolve({ problem: 'the thread has ended' }));
  signal?.addEventListener('abort', () => void worker.terminate(), { once: true });
  return promise;
}
