import { parentPort, workerData } from 'node:worker_threads';
import { isStarsError } from '@stars/errors';
import { openDatabase } from '@stars/sqlite';
import type { CareAnswer, CareQuestion } from './database-care.js';

// The thread that reads all of the database: it has a connection of its own, and ends when it is done.

const { path, work } = workerData as CareQuestion;
const begun = performance.now();

function cared(): CareAnswer {
  const database = openDatabase(path);
  try {
    if (work === 'compact' && !database.compactErased()) return {};
    if (work === 'check') database.check();
    return { ms: Math.round(performance.now() - begun) };
  } finally {
    database.close();
  }
}

try {
  parentPort!.postMessage(cared());
} catch (error) {
  const isDamaged = isStarsError(error) && error.code === 'STARS_UNREADABLE_FILE';
  parentPort!.postMessage({ problem: (error as Error).message, isDamaged } satisfies CareAnswer);
}
