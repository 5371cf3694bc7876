import { type Random, shuffle } from '@stars/model';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import type { SasRecBatch } from './network.js';

/** Most logits of a step: a large catalogue gets fewer positions. Many small steps learn faster than few large ones. */
const LOGITS = 4_000_000;
const SEQUENCES = 128;

export interface SasRecStep extends SasRecBatch {
  /** [N] positions in [B·L]: the last item of each basket that predicts. */
  rows: Int32Array;
  /** [N] items of the basket after each. */
  targets: Uint32Array[];
}

/** Baskets that may be trained on: `starts` has where each begins in `set.interactions`, and at its end where the last one ends. */
export function trainedBaskets(set: EvaluationSet): number[][] {
  const { userOffsets, row } = set.interactions;
  const users: number[][] = [];
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    const starts: number[] = [];
    let a = userOffsets[user]!;
    for (; a < userOffsets[user + 1]! && row[a]! < set.trainTo[user]!; a++) {
      if (starts.length === 0 || !sameBasket(set, a - 1, a)) starts.push(a);
    }
    if (starts.length > 1) users.push([...starts, a]);
  }
  return users;
}

/** What the protocol predicts at once: a day, or with leave-one-out the events of one session with one time. */
function sameBasket({ protocol, interactions: { day, row }, log }: EvaluationSet, a: number, b: number): boolean {
  if (protocol !== 'leave-one-out') return day[a] === day[b];
  const [first, second] = [row[a]!, row[b]!];
  return log.session[first] !== 0 && log.session[first] === log.session[second] && log.time[first] === log.time[second];
}

/** Number of next baskets to predict. */
export const countTargets = (set: EvaluationSet): number =>
  trainedBaskets(set).reduce((sum, starts) => sum + starts.length - 2, 0);

/** Inputs are the interactions from `from` to `to`; the baskets that begin after `from` are predicted, the last one begins at `to`. */
interface Window {
  from: number;
  to: number;
  starts: readonly number[];
}

/** The steps of one epoch: every basket but a user's first is a target once; the cuts of histories change with the epoch. */
export function* epochSteps(set: EvaluationSet, length: number, random: Random): Generator<SasRecStep> {
  const windows = trainedBaskets(set).flatMap((starts) => windowsOf(starts, length, random));
  const budget = Math.max(128, Math.floor(LOGITS / set.catalogue.length));
  let batch: Window[] = [];
  let targets = 0;
  for (const w of shuffle(random, [...windows.keys()])) {
    const window = windows[w]!;
    const size = window.starts.length - 1;
    if (batch.length > 0 && (batch.length === SEQUENCES || targets + size > budget)) {
      yield stepOf(set, batch, random);
      batch = [];
      targets = 0;
    }
    batch.push(window);
    targets += size;
  }
  if (batch.length > 0) yield stepOf(set, batch, random);
}

/** From the newest to the oldest. The newest one has a random size, so that cuts move. */
function windowsOf(starts: readonly number[], length: number, random: Random): Window[] {
  const windows: Window[] = [];
  const first = starts[0]!;
  let last = starts.length - 2;
  let size = starts[last]! - first > length ? 1 + Math.floor(random() * length) : length;
  while (last > 0) {
    const to = starts[last]!;
    const from = Math.max(first, to - size);
    let before = last;
    while (starts[before - 1]! > from) before--;
    windows.push({ from, to, starts: starts.slice(before, last + 2) });
    last = before - 1;
    size = length;
  }
  return windows;
}

/** Baskets have no order: their items are shuffled, or the order of the file would be learned. */
function stepOf(set: EvaluationSet, windows: Window[], random: Random): SasRecStep {
  const { item } = set.interactions;
  const length = Math.max(...windows.map(({ from, to }) => to - from));
  const items = new Int32Array(windows.length * length);
  const rows: number[] = [];
  const targets: Uint32Array[] = [];
  windows.forEach(({ from, starts }, b) => {
    let begin = from;
    for (const [n, start] of starts.slice(0, -1).entries()) {
      items.set(shuffle(random, item.slice(begin, start)), b * length + begin - from);
      rows.push(b * length + start - 1 - from);
      targets.push(item.subarray(start, starts[n + 1]));
      begin = start;
    }
  });
  return { size: windows.length, length, items, rows: Int32Array.from(rows), targets };
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
