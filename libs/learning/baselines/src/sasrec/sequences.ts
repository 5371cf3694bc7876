import { type Random, shuffle } from '@stars/model';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import type { SasRecBatch } from './network.js';

/** Most logits of a step (96 MB): a large catalogue gets fewer positions in a step. */
const LOGITS = 24_000_000;
const SEQUENCES = 128;

export interface SasRecStep extends SasRecBatch {
  /** [N] positions in [B·L] that predict, and [N] the next item of each. */
  rows: Int32Array;
  targets: Int32Array;
}

/** Events that may be trained on, as ranges of `set.interactions`; users with fewer than two are left out. */
export function trainedRanges(set: EvaluationSet): { from: number; to: number }[] {
  const { userOffsets, row } = set.interactions;
  const ranges: { from: number; to: number }[] = [];
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    const from = userOffsets[user]!;
    let to = from;
    while (to < userOffsets[user + 1]! && row[to]! < set.trainTo[user]!) to++;
    if (to - from > 1) ranges.push({ from, to });
  }
  return ranges;
}

/** Number of next items to predict. */
export const countTargets = (set: EvaluationSet): number =>
  trainedRanges(set).reduce((sum, { from, to }) => sum + to - from - 1, 0);

/** The steps of one epoch: every event is a target once; the cuts of histories change with the epoch. */
export function* epochSteps(set: EvaluationSet, length: number, random: Random): Generator<SasRecStep> {
  const windows: { from: number; to: number }[] = [];
  for (const { from, to } of trainedRanges(set)) {
    // Targets are from + 1 to to - 1; the newest window ends at a random place, so that cuts move.
    let end = to;
    let size = to - from > length + 1 ? 1 + Math.floor(random() * length) : length;
    while (end - from > 1) {
      const begin = Math.max(from, end - 1 - size);
      windows.push({ from: begin, to: end });
      end = begin + 1;
      size = length;
    }
  }
  const order = shuffle(
    random,
    Uint32Array.from(windows, (_, w) => w),
  );
  const most = (batch: { from: number; to: number }[]) => Math.max(...batch.map(({ from, to }) => to - from - 1));
  const budget = Math.max(128, Math.floor(LOGITS / set.catalogue.length));
  let batch: { from: number; to: number }[] = [];
  let targets = 0;
  for (const w of order) {
    const window = windows[w]!;
    const size = window.to - window.from - 1;
    if (batch.length > 0 && (batch.length === SEQUENCES || targets + size > budget)) {
      yield stepOf(set, batch, most(batch));
      batch = [];
      targets = 0;
    }
    batch.push(window);
    targets += size;
  }
  if (batch.length > 0) yield stepOf(set, batch, most(batch));
}

function stepOf(set: EvaluationSet, windows: { from: number; to: number }[], length: number): SasRecStep {
  const { item } = set.interactions;
  const items = new Int32Array(windows.length * length);
  const rows: number[] = [];
  const targets: number[] = [];
  windows.forEach(({ from, to }, b) => {
    for (let a = from; a + 1 < to; a++) {
      const at = b * length + a - from;
      items[at] = item[a]!;
      rows.push(at);
      targets.push(item[a + 1]!);
    }
  });
  return { size: windows.length, length, items, rows: Int32Array.from(rows), targets: Int32Array.from(targets) };
}

/** The latest events before each session, and the index of its last state; none without a history. */
export function historyBatch(
  set: EvaluationSet,
  sessions: readonly EvaluationSession[],
  limit: number,
): SasRecBatch & { last: Int32Array } {
  const lengths = sessions.map(({ interactionsFrom, interactionsTo }) =>
    Math.min(limit, interactionsTo - interactionsFrom),
  );
  const length = Math.max(1, ...lengths);
  const items = new Int32Array(sessions.length * length);
  sessions.forEach(({ interactionsTo }, b) => {
    items.set(set.interactions.item.subarray(interactionsTo - lengths[b]!, interactionsTo), b * length);
  });
  const last = Int32Array.from(lengths, (own, b) => b * length + Math.max(0, own - 1));
  return { size: sessions.length, length, items, last };
}
