import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PopularityTimeline, sessionsByTime } from '@stars/baselines';
import {
  type EvaluationSet,
  forEachSession,
  type RankedSessions,
  type RankOptions,
  seenItems,
  topK,
} from '@stars/replay';
import { runPython } from '../learned/python-process.js';
import type { RankedCandidates } from './columns.js';
import { appendTo } from './training-examples.js';

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

/** Scores the candidates of all sessions, keeps the best of each, and fills the list by popularity. */
export async function rankByModel(
  set: EvaluationSet,
  candidates: RankedCandidates,
  options: RankOptions,
  program: ScoringProgram,
): Promise<RankedSessions> {
  const { k, explore } = options;
  const popularity = new PopularityTimeline(set);
  const excluded = new Uint8Array(set.catalogue.length);
  const pending: Pending[] = [];
  const scores = await scoresOf(program, options, (append) =>
    forEachSession(sessionsByTime(set), options, (n) => {
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
      const rows = new Float32Array(items.length * candidates.names.length);
      candidates.write(items, rows, 0);
      append(rows);
      pending.push({ session: n, items, fill: fill.filter((item) => item >= 0) });
    }),
  );
  const lists = new Int32Array(set.sessions.length * k);
  let from = 0;
  for (const { session, items, fill } of pending) {
    const best = new Int32Array(k);
    // Without a model, all are equal.
    topK(scores ?? new Float32Array(items.length), scores ? from : 0, items.length, k, undefined, best, 0);
    const list = [...best].flatMap((n) => (n < 0 ? [] : [items[n]!]));
    for (const item of fill) if (list.length < k && !list.includes(item)) list.push(item);
    while (list.length < k) list.push(-1);
    lists.set(list, session * k);
    from += items.length;
  }
  return { k, items: lists };
}

/** A score for each row that `write` appends; undefined without a model. Rows are in a file beside the model until they are scored. */
async function scoresOf(
  { python, program, model, threads }: ScoringProgram,
  { signal }: RankOptions,
  write: (append: (rows: Float32Array) => void) => Promise<void>,
): Promise<Float32Array | undefined> {
  if (model === undefined) {
    await write(() => undefined);
    return undefined;
  }
  const folder = mkdtempSync(`${model}-`);
  const [rows, scores] = [join(folder, 'rows.f32'), join(folder, 'scores.f32')];
  try {
    const file = openSync(rows, 'w');
    await write((values) => appendTo(file, values)).finally(() => closeSync(file));
    await runPython(python, [program, 'score', model, rows, scores, `${threads}`], { signal });
    return new Float32Array(Uint8Array.from(readFileSync(scores)).buffer);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
