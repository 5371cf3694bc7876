import { type BootstrapOptions, type Difference, pairedDifference } from '@stars/evaluation';
import type { ColdItems, EvaluationSet, RankedSessions } from '@stars/replay';
import { meanRecalls, type RecallDepth, type Recalls, recallsAt } from './recalls.js';

/** The candidates that cold items compete with: all items of the catalogue, or only cold items. */
export type ColdAmong = 'all' | 'cold';

/** Ranked lists of items that the user has not had, long enough to hold 50 distinct texts. */
export interface ColdLists {
  /** `full`, `no text`, …; `baseline` for a ranker without a model. */
  variant: string;
  ranker: string;
  among: ColdAmong;
  lists: RankedSessions;
}

export interface ColdStartRow extends Omit<ColdLists, 'lists'>, Recalls {
  /** Whether ranks and targets count items, or distinct texts of items. */
  by: 'item' | 'text';
  /** 50 divided by the number of items or texts that could be in the list: Recall@50 of a random order. */
  chance: number;
  /** Recall@50 minus that of category popularity, paired over users; absent for that ranker itself. */
  over_category?: Difference;
}

/** The ranker that others are compared with. */
const CATEGORY = 'category popularity';
const DEPTH = 50 satisfies RecallDepth;

/** @param set As `coldSet` makes it. */
export function coldStartRows(
  set: EvaluationSet,
  items: ColdItems,
  lists: readonly ColdLists[],
  bootstrap: BootstrapOptions,
): ColdStartRow[] {
  const byText = { ...set, sessions: set.sessions.map((session) => textTargets(session, items.textOf)) };
  return (['item', 'text'] as const).flatMap((by) => {
    const measured = lists.map((entry) => {
      const sessions = by === 'item' ? set : byText;
      const ranked = by === 'item' ? entry.lists : distinctTexts(entry.lists, items.textOf, DEPTH);
      return { entry, ...recallsAt(sessions, ranked) };
    });
    return measured.map(({ entry: { variant, ranker, among }, users, recall }): ColdStartRow => {
      const category = measured.find(({ entry }) => entry.among === among && entry.ranker === CATEGORY);
      const compared = category && ranker !== CATEGORY ? category.recall[DEPTH] : undefined;
      return {
        ...{ variant, ranker, among, by },
        ...meanRecalls({ users, recall }, bootstrap),
        chance: Math.min(1, DEPTH / placesOf(items, among, by)),
        ...(compared ? { over_category: pairedDifference(users, recall[DEPTH], compared, bootstrap) } : {}),
      };
    });
  });
}

function placesOf({ cold, count, texts, coldTexts }: ColdItems, among: ColdAmong, by: ColdStartRow['by']): number {
  if (by === 'item') return among === 'all' ? cold.length : count;
  return among === 'all' ? texts : coldTexts;
}

function textTargets<T extends { target: Uint32Array }>(session: T, textOf: Uint32Array): T {
  return { ...session, target: Uint32Array.from(new Set(session.target.map((item) => textOf[item]!))) };
}

/** Lists of texts: each has the rank of its best item. */
export function distinctTexts({ k, items }: RankedSessions, textOf: Uint32Array, depth: number): RankedSessions {
  const texts = new Int32Array((items.length / k) * depth).fill(-1);
  for (let n = 0; n * k < items.length; n++) {
    const seen = new Set<number>();
    for (let r = n * k; r < (n + 1) * k && seen.size < depth; r++) if (items[r]! >= 0) seen.add(textOf[items[r]!]!);
    texts.set([...seen], n * depth);
  }
  return { k: depth, items: texts };
}
