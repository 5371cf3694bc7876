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

/** The columns that each simple ranking adds up, with their weights. */
const COLUMNS: Readonly<Record<SimpleRanking, Readonly<Record<string, number>>>> = {
  'recent popularity': { 'popularity of the highest, 7 days': 1 },
  'personal frequency': { 'own count, decay 90 days, and popularity': 1 },
  // What the session has not met is further away than anything that it has.
  'last viewed first': { 'own session: other items since': -1, 'in sessions like this one': 0.05 },
  'similar sessions': { 'in sessions like this one': 1 },
};
export const SIMPLE_RANKINGS = Object.keys(COLUMNS) as SimpleRanking[];
/** Unseen items have no personal frequency. A list because of seeds that does not look at them would be none. */
const RIVALS: Readonly<Record<RankerKind, readonly SimpleRanking[]>> = {
  all: SIMPLE_RANKINGS,
  fresh: ['recent popularity', 'similar sessions'],
  seeded: [],
};

/** With fewer sessions than this, the means say nothing. */
const FEWEST = 20;
/** A ranker is ahead or behind if the difference is more than so many standard errors. */
const STANDARD_ERRORS = 2;

/** [F] weights of a simple ranking. @param deviation [F] by which the features were divided; absent: they were not. */
export const simpleWeights = (
  name: SimpleRanking,
  names: readonly string[],
  deviation: Float32Array = new Float32Array(names.length).fill(1),
): Float32Array => Float32Array.from(names, (column, f) => (COLUMNS[name][column] ?? 0) * deviation[f]!);

/** @param trust In the network. */
export function compareWithSimple(
  all: readonly UnseenScores[],
  { names, of, deviation }: Pick<RankerLearning, 'names' | 'of'> & Partial<Pick<RankerLearning, 'deviation'>>,
  trust: number,
): SimpleComparison {
  // Where both questions are asked, all candidates are compared by what is taken: what is opened is asked of unseen items.
  const scored = of === 'all' && all.some(({ example }) => example.taken !== undefined) ? all.flatMap(ofTaken) : all;
  const sessions = countSessions(scored.map(({ example }) => example));
  const users = scored.map(({ example }) => example.user);
  // Where a study leaves columns out, there is nothing to compare with.
  const rivals = RIVALS[of].filter((name) => Object.keys(COLUMNS[name]).every((column) => names.includes(column)));
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
      const weights = simpleWeights(name, names, deviation);
      const each = scored.map(({ example }) => ndcg(sumOf(example, weights), example));
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

/** The moment with what is taken as its only target; nothing if nothing is. */
const ofTaken = ({ example, ...scores }: UnseenScores): UnseenScores[] =>
  example.taken === undefined ? [] : [{ ...scores, example: { ...example, purchased: Int32Array.of(example.taken) } }];

/** [n] the weighed sum of the features of each candidate. @param weights [F] */
function sumOf({ features, candidates }: UserExample, weights: Float32Array): Float64Array {
  const columns = [...weights.keys()].filter((f) => weights[f] !== 0);
  const sumAt = (n: number): number =>
    columns.reduce((sum, f) => sum + weights[f]! * features[n * weights.length + f]!, 0);
  return Float64Array.from({ length: candidates }, (_, n) => sumAt(n));
}
