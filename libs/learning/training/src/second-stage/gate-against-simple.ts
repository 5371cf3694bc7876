import type { RankerKind, SimpleRanking } from '@stars/ranking';
import { sessionMetrics } from '../validation-metrics.js';
import { meanOf, meanWithError } from './mean-with-error.js';
import type { RankerLearning, UnseenScores } from './out-of-fold.js';
import { countSessions, type UserExample } from './second-stage-examples.js';

/** How a ranker compares with simple rankings, on sessions of users whom it has not seen. */
export interface SimpleComparison {
  sessions: number;
  /** Mean NDCG@10 among the candidates of the sessions; absent with few sessions. */
  found?: ComparedNdcg;
  /** The simple ranking that ranks in its place, because the ranker is behind it. */
  gaveWayTo?: SimpleRanking;
}

/** Mean NDCG@10 of a ranker, and of the better simple ranking. */
export interface ComparedNdcg {
  ranker: number;
  simple: number;
  better: SimpleRanking;
  /** Standard error of the difference. */
  error: number;
}

/** The column that each simple ranking is. */
const COLUMNS: Readonly<Record<SimpleRanking, string>> = {
  'recent popularity': 'popularity of the highest, 7 days',
  'personal frequency': 'own count, decay 90 days, and popularity',
};
export const SIMPLE_RANKINGS = Object.keys(COLUMNS) as SimpleRanking[];
/** Unseen items have no personal frequency. A list because of seeds that does not look at them would be none. */
const RIVALS: Readonly<Record<RankerKind, readonly SimpleRanking[]>> = {
  all: SIMPLE_RANKINGS,
  fresh: ['recent popularity'],
  seeded: [],
};

/** With fewer sessions than this, the means say nothing. */
const FEWEST = 20;
/** A ranker is ahead or behind if the difference is more than so many standard errors. */
const STANDARD_ERRORS = 2;

/** [F] with 1 in the column of a simple ranking. */
export const simpleWeights = (name: SimpleRanking, names: readonly string[]): Float32Array =>
  Float32Array.from(names, (column) => (column === COLUMNS[name] ? 1 : 0));

/** @param trust In the network. */
export function compareWithSimple(
  scored: readonly UnseenScores[],
  { names, of }: Pick<RankerLearning, 'names' | 'of'>,
  trust: number,
): SimpleComparison {
  const sessions = countSessions(scored.map(({ example }) => example));
  const users = scored.map(({ example }) => example.user);
  // Where a study leaves columns out, there is nothing to compare with.
  const rivals = RIVALS[of].filter((name) => names.includes(COLUMNS[name]));
  if (sessions < FEWEST || rivals.length === 0) return { sessions };
  const ndcg = (scores: Float64Array, { purchased }: UserExample): number => sessionMetrics(scores, purchased).ndcg;
  const own = scored.map(({ example, base, added }) =>
    ndcg(
      base.map((score, n) => score + trust * added[n]!),
      example,
    ),
  );
  const simple = rivals
    .map((name) => {
      const each = scored.map(({ example }) => ndcg(columnOf(example, names, COLUMNS[name]), example));
      return { name, each, ndcg: meanOf(each) };
    })
    .reduce((best, each) => (each.ndcg > best.ndcg ? each : best));
  const { error } = meanWithError(
    own.map((value, n) => value - simple.each[n]!),
    users,
  );
  const found = { ranker: meanOf(own), simple: simple.ndcg, better: simple.name, error };
  return { sessions, found, ...(verdictOf(found) === 'behind' ? { gaveWayTo: simple.name } : {}) };
}

export type SimpleVerdict = 'ahead' | 'level' | 'behind';

/** How the ranker stands. */
export function verdictOf({ ranker, simple, error }: Omit<ComparedNdcg, 'better'>): SimpleVerdict {
  const lead = ranker - simple;
  if (Math.abs(lead) <= STANDARD_ERRORS * error) return 'level';
  return lead > 0 ? 'ahead' : 'behind';
}

/** [n] the values of one feature of the candidates. */
function columnOf({ features, candidates }: UserExample, names: readonly string[], name: string): Float64Array {
  const column = names.indexOf(name);
  return Float64Array.from({ length: candidates }, (_, n) => features[n * names.length + column]!);
}
