import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { mindingSpace } from '@stars/inference';
import type { EvaluationSet, RankedSessions } from '@stars/replay';

/**
 * Writes JSON Lines, one for each evaluated session, from which anybody can recompute the figures. The file appears
 * complete or not at all.
 * @param explore Evaluates, and so writes, only sessions with a target that is new to the user.
 * Errors: `STARS_DISK_FULL`.
 */
export async function writeLists(
  path: string,
  set: EvaluationSet,
  ranked: RankedSessions,
  options: { explore?: boolean } = {},
): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    await mindingSpace(path, async () => {
      await pipeline(linesOf(set, ranked, options.explore ?? false), createWriteStream(unfinished));
      await rename(unfinished, path);
    });
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** One ranker's list for each session: item ids in rank order, none twice. */
function* linesOf(set: EvaluationSet, { k, items }: RankedSessions, explore: boolean): Generator<string> {
  for (const [n, { sessionId, userId, targetNew }] of set.sessions.entries()) {
    if (explore && targetNew.length === 0) continue;
    const list = Array.from(items.subarray(n * k, (n + 1) * k).filter((item) => item >= 0));
    const ids = list.map((item) => set.catalogue[item]!);
    yield `${JSON.stringify({ session_id: sessionId, user_id: userId, items: ids })}\n`;
  }
}
