import { type Difference, mean, pairedDifference } from '../bootstrap.js';
import { coverage, type RankedSessions, type SessionMetrics, sessionMetrics } from '../session-metrics.js';
import { BROWSING_CASES, type BrowsingCaseName } from './browsing-cases.js';
import { type AskedCase, type CaseLists, SCORED_PLACES } from './case-lists.js';

const RESAMPLES = 1000;

/** What one ranking reaches in one kind of case. */
export interface BrowsingFigures {
  name: string;
  /** Cases for which it has a list. */
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
  /** NDCG@10 of the first ranking minus this one's, paired by case, drawn over sessions. Undefined for the first. */
  ahead?: Difference;
}

/** The rankings in one kind of case. */
export interface MeasuredCase {
  name: BrowsingCaseName;
  cases: number;
  sessions: number;
  /** Cases whose target was never learned: a miss for each ranking. */
  unlearned: number;
  rows: BrowsingFigures[];
}

/**
 * Measures every ranking in every kind of case that there is. The others are compared with the first ranking, which has a list for each
 * case.
 * @param learnedItems Numbers of learned items are below.
 */
export function measureCases(
  cases: readonly AskedCase[],
  rankings: readonly CaseLists[],
  learnedItems: number,
): MeasuredCase[] {
  return BROWSING_CASES.flatMap((name) => {
    const chosen = [...cases.keys()].filter((n) => cases[n]!.name === name);
    if (chosen.length === 0) return [];
    const asked = chosen.map((n) => cases[n]!);
    const lists = rankings.map((ranking) => ({ name: ranking.name, lists: chosen.map((n) => ranking.lists[n]) }));
    return {
      ...{ name, cases: chosen.length },
      sessions: new Set(asked.map(({ session }) => session)).size,
      unlearned: asked.filter(({ target }) => target >= learnedItems).length,
      rows: lists.flatMap((ranking) => figuresOf(ranking, lists[0]!, asked, learnedItems)),
    };
  });
}

/** A difference whose interval holds 0 is level. */
export function standing({ ci95: [low, high] }: Difference): 'ahead' | 'level' | 'behind' {
  if (low > 0) return 'ahead';
  return high < 0 ? 'behind' : 'level';
}

/** None for a ranking without lists for these cases. */
function figuresOf(
  ranking: CaseLists,
  first: CaseLists,
  cases: readonly AskedCase[],
  learnedItems: number,
): BrowsingFigures[] {
  const having = [...cases.keys()].filter((n) => ranking.lists[n] !== undefined);
  if (having.length === 0) return [];
  const asked = having.map((n) => cases[n]!);
  const lists = having.map((n) => ranking.lists[n]!);
  const metrics = metricsOf(lists, asked, learnedItems);
  const places = lists.reduce((sum, list) => sum + list.length, 0);
  const seen = lists.reduce((sum, list, n) => sum + list.filter((item) => asked[n]!.seen.has(item)).length, 0);
  const figures = {
    ...{ name: ranking.name, cases: having.length },
    'hit@5': mean(metrics['hit@5']),
    'hit@10': mean(metrics['hit@10']),
    'ndcg@10': mean(metrics['ndcg@10']),
    'mrr@10': mean(metrics['mrr@10']),
    'coverage@10': coverage(learnedOnly(lists, learnedItems), [...lists.keys()], learnedItems, SCORED_PLACES),
    seen: places === 0 ? 0 : seen / places,
    short: lists.filter((list) => list.length < SCORED_PLACES).length / lists.length,
  };
  if (ranking === first) return [figures];
  const own = having.map((n) => first.lists[n]!);
  const sessions = asked.map(({ session }) => session);
  const ndcg = metricsOf(own, asked, learnedItems)['ndcg@10'];
  return [{ ...figures, ahead: pairedDifference(sessions, ndcg, metrics['ndcg@10'], { resamples: RESAMPLES }) }];
}

/** An item that was never learned is a miss, also where a list has it: no simple ranking can. */
function metricsOf(
  lists: readonly (readonly number[])[],
  asked: readonly AskedCase[],
  learnedItems: number,
): SessionMetrics {
  const targets = asked.map(({ target }) => Uint32Array.of(target));
  return sessionMetrics(learnedOnly(lists, learnedItems), [...asked.keys()], targets);
}

/** In their places; −1 for other items. */
function learnedOnly(lists: readonly (readonly number[])[], learnedItems: number): RankedSessions {
  const items = new Int32Array(lists.length * SCORED_PLACES).fill(-1);
  lists.forEach((list, n) => {
    list.forEach((item, place) => {
      if (item < learnedItems) items[n * SCORED_PLACES + place] = item;
    });
  });
  return { k: SCORED_PLACES, items };
}
