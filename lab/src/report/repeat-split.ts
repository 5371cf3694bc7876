import { type EvaluationSet, LIST_LENGTH, type RankedSessions, seenItems } from '@stars/replay';

/** Where one ranker's hits come from: repeats or items that are new to the user. */
export interface RepeatSplitRow {
  ranker: string;
  /** Share of the first ten places with an item that the user had before. */
  repeats_shown: number;
  /** Mean over sessions with a repeated target of the share of those targets in the first ten; null without any. */
  'repeat_recall@10': number | null;
  /** The same for targets that were new to the user. */
  'new_recall@10': number | null;
}

/** Repeats and explore separately, in lists that may hold both. */
export interface RepeatSplit {
  /** Share of all targets that the user had before. */
  repeats_among_targets: number;
  sessions_with_repeats: number;
  sessions_with_new: number;
  rows: RepeatSplitRow[];
}

/** @param rankers lists with seen items kept, one a session of the set. */
export function repeatSplit(
  set: EvaluationSet,
  rankers: readonly { name: string; lists: RankedSessions }[],
): RepeatSplit {
  const total = set.sessions.reduce((sum, { target }) => sum + target.length, 0);
  const fresh = set.sessions.reduce((sum, { targetNew }) => sum + targetNew.length, 0);
  return {
    repeats_among_targets: 1 - fresh / total,
    sessions_with_repeats: set.sessions.filter(({ target, targetNew }) => target.length > targetNew.length).length,
    sessions_with_new: set.sessions.filter(({ targetNew }) => targetNew.length > 0).length,
    rows: rankers.map(({ name, lists }) => splitOf(set, name, lists)),
  };
}

function splitOf(set: EvaluationSet, ranker: string, { k, items }: RankedSessions): RepeatSplitRow {
  const repeat = { recall: 0, sessions: 0 };
  const fresh = { recall: 0, sessions: 0 };
  let [shown, repeatsShown] = [0, 0];
  set.sessions.forEach((session, n) => {
    const seen = new Set(seenItems(set, session));
    const isNew = new Set(session.targetNew);
    const target = new Set(session.target);
    let [repeatHits, newHits] = [0, 0];
    for (const item of items.subarray(n * k, n * k + Math.min(k, LIST_LENGTH))) {
      if (item < 0) continue;
      shown++;
      if (seen.has(item)) repeatsShown++;
      if (!target.has(item)) continue;
      if (isNew.has(item)) newHits++;
      else repeatHits++;
    }
    add(repeat, repeatHits, session.target.length - session.targetNew.length);
    add(fresh, newHits, session.targetNew.length);
  });
  return {
    ranker,
    repeats_shown: shown === 0 ? 0 : repeatsShown / shown,
    'repeat_recall@10': repeat.sessions === 0 ? null : repeat.recall / repeat.sessions,
    'new_recall@10': fresh.sessions === 0 ? null : fresh.recall / fresh.sessions,
  };
}

function add(sum: { recall: number; sessions: number }, hits: number, targets: number): void {
  if (targets === 0) return;
  sum.recall += hits / targets;
  sum.sessions++;
}
