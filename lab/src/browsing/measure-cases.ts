import { type Difference, mean, pairedDifference } from '@stars/evaluation';
import { BROWSING_CASES, coverage, type RankedSessions, sessionMetrics } from '@stars/replay';
import { type CaseLists, SCORED } from './case-lists.js';
import type { AskedCase } from './cut-sessions.js';

const RESAMPLES = 1000;

/** What one ranking reaches in one kind of case. */
export interface BrowsingFigures {
  name: string;
  cases: number;
  'hit@5': number;
  'hit@10': number;
  'ndcg@10': number;
  'mrr@10': number;
  /** Share of the learned items that are in any list. */
  'coverage@10': number;
  /** Share of the places with an item of the session. */
  seen: number;
  /** Share of the lists with fewer than ten places. */
  short: number;
  /** NDCG@10 of the default minus this ranking's, paired by case, over sessions. Undefined for the default. */
  ahead?: Difference;
}

/** The rankings in one kind of case. */
export interface MeasuredCase {
  name: string;
  cases: number;
  sessions: number;
  /** Cases whose target was never learned: a miss for each ranking. */
  unlearned: number;
  rows: BrowsingFigures[];
}

/** Measures every ranking in every kind of case that the log has. The first ranking is the default. */
export function measureCases(
  cases: readonly AskedCase[],
  rankings: readonly CaseLists[],
  learnedItems: number,
): MeasuredCase[] {
  return BROWSING_CASES.flatMap((name) => {
    const chosen = [...cases.keys()].filter((n) => cases[n]!.name === name);
    if (chosen.length === 0) return [];
    const asked = chosen.map((n) => cases[n]!);
    return {
      ...{ name, cases: chosen.length },
      sessions: new Set(asked.map(({ sessionNumber }) => sessionNumber)).size,
      unlearned: asked.filter(({ target }) => target >= learnedItems).length,
      rows: rankings.flatMap((ranking) => figuresOf(ranking, rankings[0]!, { cases, chosen, learnedItems })),
    };
  });
}

/** Which cases count. */
interface Chosen {
  cases: readonly AskedCase[];
  chosen: readonly number[];
  learnedItems: number;
}

/** None for a ranking without lists for these cases. */
function figuresOf(ranking: CaseLists, first: CaseLists, { cases, chosen, learnedItems }: Chosen): BrowsingFigures[] {
  const having = chosen.filter((n) => ranking.lists[n] !== undefined);
  if (having.length === 0) return [];
  const asked = having.map((n) => cases[n]!);
  const rows = [...having.keys()];
  const ranked = paddedLists(having.map((n) => ranking.lists[n]!));
  const metrics = metricsOf(ranked, asked, learnedItems);
  const places = ranked.items.filter((item) => item >= 0).length;
  const seen = asked.map(({ events }) => new Set(events.map(({ item }) => item)));
  const inSession = ranked.items.filter((item, at) => seen[Math.floor(at / SCORED)]!.has(item)).length;
  return [
    {
      ...{ name: ranking.name, cases: having.length },
      'hit@5': mean(metrics['hit@5']),
      'hit@10': mean(metrics['hit@10']),
      'ndcg@10': mean(metrics['ndcg@10']),
      'mrr@10': mean(metrics['mrr@10']),
      'coverage@10': coverage(learnedOnly(ranked, learnedItems), rows, learnedItems, SCORED),
      seen: places === 0 ? 0 : inSession / places,
      short: having.filter((n) => ranking.lists[n]!.length < SCORED).length / having.length,
      ...(ranking === first ? {} : { ahead: difference(first, metrics['ndcg@10'], asked, { having, learnedItems }) }),
    },
  ];
}

function difference(
  first: CaseLists,
  ndcg: Float64Array,
  asked: readonly AskedCase[],
  { having, learnedItems }: { having: readonly number[]; learnedItems: number },
): Difference {
  const own = metricsOf(paddedLists(having.map((n) => first.lists[n]!)), asked, learnedItems)['ndcg@10'];
  const sessions = asked.map(({ sessionNumber }) => sessionNumber);
  return pairedDifference(sessions, own, ndcg, { resamples: RESAMPLES });
}

/** An item that was never learned is a miss, also where a list has it: no simple ranking can. */
function metricsOf(ranked: RankedSessions, asked: readonly AskedCase[], learnedItems: number) {
  const targets = asked.map(({ target }) => Uint32Array.of(target));
  return sessionMetrics(learnedOnly(ranked, learnedItems), [...asked.keys()], targets);
}

const learnedOnly = ({ k, items }: RankedSessions, learnedItems: number): RankedSessions => ({
  k,
  items: items.map((item) => (item < learnedItems ? item : -1)),
});

function paddedLists(lists: readonly (readonly number[])[]): RankedSessions {
  const items = new Int32Array(lists.length * SCORED).fill(-1);
  lists.forEach((list, n) => {
    items.set(list, n * SCORED);
  });
  return { k: SCORED, items };
}
