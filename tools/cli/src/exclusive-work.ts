import { type ExclusiveWork, lockFolder } from '@stars/stack';
import type { DataFolder } from './data-folder.js';
import { interruptible } from './interruption.js';
import { Progress } from './progress.js';

/** Does work with its progress, until Ctrl-C. */
export async function watched<T>(work: (progress: Progress, signal: AbortSignal) => Promise<T>): Promise<T> {
  const progress = new Progress();
  try {
    return await interruptible((signal) => work(progress, signal));
  } finally {
    progress.abandon();
  }
}

/**
 * Does work that must not run twice at the same time on a data folder, with its progress, until Ctrl-C.
 * Errors: `STARS_UNAVAILABLE` if another process does such work.
 */
export async function exclusively<T>(
  folder: DataFolder,
  works: readonly ExclusiveWork[],
  work: (progress: Progress, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const locks = works.map((name) => lockFolder(folder, name));
  try {
    return await watched(work);
  } finally {
    for (const lock of locks) lock.release();
  }
}
