import { PopularityTimeline, sessionsByTime } from '@stars/baselines';
import { type EvaluationSet, type RankedSessions, type RankOptions, seenItems, topK } from '@stars/replay';
import { PythonProcess } from '../learned/python-process.js';
import type { RankedCandidates } from './columns.js';

/** Approximate number of rows sent to Python at once. */
const BLOCK_ROWS = 50_000;

export interface ScoringProgram {
  python: string;
  program: string;
  /** Absent: candidates keep their order. */
  model: string | undefined;
  /** 0: the number of cores. */
  threads: number;
}

interface Pending {
  session: number;
  items: readonly number[];
  /** Most popular first, to fill the list. */
  fill: Int32Array;
}

/** Scores each session's candidates block by block, keeps the best, and fills the list by popularity. */
export async function rankByModel(
  set: EvaluationSet,
  candidates: RankedCandidates,
  options: RankOptions,
  { python, program, model, threads }: ScoringProgram,
): Promise<RankedSessions> {
  const { k, explore, signal } = options;
  const lists = new Int32Array(set.sessions.length * k);
  const width = candidates.names.length;
  const popularity = new PopularityTimeline(set);
  const excluded = new Uint8Array(set.catalogue.length);
  const child =
    model === undefined ? undefined : new PythonProcess(python, [program, 'score', model, `${threads}`], signal);

  const score = async (pending: readonly Pending[]): Promise<void> => {
    const rows = pending.reduce((sum, { items }) => sum + items.length, 0);
    const features = scratch.subarray(0, rows * width);
    let scores = new Float32Array(rows);
    if (child !== undefined && rows > 0) {
      await child.write(new Uint8Array(Uint32Array.of(rows).buffer));
      await child.write(new Uint8Array(features.buffer, 0, features.byteLength));
      const bytes = await child.read(rows * 4);
      scores = new Float32Array(Uint8Array.from(bytes).buffer);
    }
    let from = 0;
    for (const { session, items, fill } of pending) {
      const best = new Int32Array(k);
      topK(scores, from, items.length, k, undefined, best, 0);
      const list = [...best].flatMap((n) => (n < 0 ? [] : [items[n]!]));
      for (const item of fill) if (list.length < k && !list.includes(item)) list.push(item);
      while (list.length < k) list.push(-1);
      lists.set(list, session * k);
      from += items.length;
    }
  };

  let scratch = new Float32Array(BLOCK_ROWS * width);
  let pending: Pending[] = [];
  let rows = 0;
  const order = sessionsByTime(set);
  try {
    for (const [done, n] of order.entries()) {
      const session = set.sessions[n]!;
      popularity.advanceTo(session);
      const items = candidates.of(session);
      const fill = new Int32Array(items.length < k ? k : 0).fill(-1);
      if (items.length < k) {
        const used = [...items, ...(explore ? seenItems(set, session) : [])];
        for (const item of used) excluded[item] = 1;
        topK(popularity.counts, 0, excluded.length, k, excluded, fill, 0);
        for (const item of used) excluded[item] = 0;
      }
      if ((rows + items.length) * width > scratch.length) {
        await score(pending);
        pending = [];
        rows = 0;
        if (items.length > BLOCK_ROWS) scratch = new Float32Array(items.length * width);
        signal?.throwIfAborted();
        options.onProgress?.(done, order.length);
      }
      candidates.write(items, scratch, rows * width);
      rows += items.length;
      pending.push({ session: n, items, fill: fill.filter((item) => item >= 0) });
    }
    await score(pending);
    options.onProgress?.(order.length, order.length);
    await child?.finish();
  } finally {
    child?.close();
  }
  return { k, items: lists };
}
