import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recentPopularity } from '@stars/baselines';
import { type EvaluationSet, type RankedSessions, type RankOptions, type SessionRanker } from '@stars/replay';
import { pythonEnvironment } from '@stars/repo';
import { fillLists } from '../curve/fill-lists.js';
import { PYTHON, type PythonProgress, runPython } from './python-process.js';

/** Enough for the validation to stop the training. */
const EPOCHS = 100;

export interface SasRecOptions {
  seed: number;
  /** Keeps the Python environment, some 6 GB on x86-64. */
  toolCacheDir: string;
  /** The most; the validation stops earlier. */
  epochs?: number;
  onProgress?: (progress: PythonProgress) => void;
}

/**
 * SASRec (Kang and McAuley 2018) as the library RecTools trains it. It learns from the target events that training may use, and
 * best sellers of 7 days fill what it leaves empty.
 */
export function sasRec(options: SasRecOptions): SessionRanker {
  return {
    kind: 'baseline',
    name: 'SASRec (RecTools)',
    explores: true,
    rank: async (set, ranking) => {
      const lists = await trainAndRank(set, ranking, options);
      const popular = await recentPopularity().rank(set, ranking);
      fillLists(lists, set, ranking, (n) => popular.items.subarray(n * popular.k, (n + 1) * popular.k));
      return lists;
    },
  };
}

async function trainAndRank(
  set: EvaluationSet,
  { k, explore, signal }: RankOptions,
  { seed, toolCacheDir, epochs = EPOCHS, onProgress }: SasRecOptions,
): Promise<RankedSessions> {
  const requirements = join(PYTHON, 'sasrec-requirements.txt');
  const python = await pythonEnvironment(toolCacheDir, requirements, { name: 'sasrec', ...(signal ? { signal } : {}) });
  const folder = mkdtempSync(join(tmpdir(), 'stars-sasrec-'));
  const write = (name: string, pairs: Iterable<number>): void =>
    writeFileSync(join(folder, name), new Uint8Array(Int32Array.from(pairs).buffer));
  try {
    write('train.i32', trainedEvents(set));
    write('known.i32', knownEvents(set));
    const settings = { seed, k, explore, epochs, sessions: set.sessions.length };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    await runPython(python, [join(PYTHON, 'sasrec.py'), folder], { onProgress, signal });
    return { k, items: new Int32Array(Uint8Array.from(readFileSync(join(folder, 'lists.i32'))).buffer) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** User and item of each event that may be learned from. */
export function* trainedEvents({ interactions, trainTo }: EvaluationSet): Generator<number> {
  const { userOffsets, row, item } = interactions;
  for (let user = 0; user < trainTo.length; user++) {
    for (let a = userOffsets[user]!; a < userOffsets[user + 1]! && row[a]! < trainTo[user]!; a++)
      yield* [user, item[a]!];
  }
}

/** Session and item of each event before the session. */
export function* knownEvents({ interactions, sessions }: EvaluationSet): Generator<number> {
  for (const [n, { interactionsFrom, interactionsTo }] of sessions.entries()) {
    for (const item of interactions.item.subarray(interactionsFrom, interactionsTo)) yield* [n, item];
  }
}
