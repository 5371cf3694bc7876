import { type Difference, mean, pairedDifference } from '@stars/evaluation';
import { drawnSessions, type EvaluationSet, type Split } from '@stars/replay';
import type { Size } from '../curve/cut-log.js';
import { categoryPaths, modelOfCut } from '../curve/model-of-cut.js';
import type { OpenedLog } from '../curve/open-logs.js';
import type { Work } from '../logs/log.js';
import {
  type Grouping,
  type GroupScores,
  groupsByFrequency,
  groupsByPopularity,
  groupsByRanking,
  SERVED_WEIGHT,
} from './group-rankers.js';

export interface GroupsRequest {
  size: Size;
  split: Split;
  seed: number;
  /** Most tested sessions. */
  sessions: number;
  /** Items of the ranking that count. */
  depth: number;
}

/** What one ranking of groups reached. */
export interface GroupRow {
  grouping: string;
  groups: number;
  ranking: string;
  sessions: number;
  /** Share of the sessions with one of their groups in the first three. */
  hit: number;
  /** Share of a session's groups that are in the first three, of at most three. */
  recall: number;
  /** What is served − the row's ranking, paired over users; absent for what is served. */
  ahead?: { hit: Difference; recall: Difference };
}

const SHOWN = 3;

/** Trains on a cut log without the tested sessions, and ranks categories for each of these. */
export async function measureGroups(opened: OpenedLog, request: GroupsRequest, work: Work): Promise<GroupRow[]> {
  const { clock } = opened;
  const { sessions, depth } = request;
  const { loaded, data, whole } = await modelOfCut(opened, request, work);
  const set = { ...whole, sessions: drawnSessions(whole.sessions, sessions, 0) };
  const groupings = groupingsOf(set, opened);
  const options = { k: depth, explore: false, signal: work.signal };
  const ranked = await groupsByRanking(loaded, { data, clock }, set, groupings, depth, options);
  const rows: GroupRow[] = [];
  for (const [at, grouping] of groupings.entries()) {
    const own = await groupsByFrequency(set, grouping, 90);
    rows.push(
      ...compare(set, grouping, [
        ['own frequency, 90 days', own],
        ['most popular, 28 days', await groupsByPopularity(set, grouping)],
        ...[...ranked].map(([name, scores]): [string, GroupScores] => [name, scores[at]!]),
      ]),
    );
  }
  return rows;
}

function compare(set: EvaluationSet, grouping: Grouping, rankings: readonly [string, GroupScores][]): GroupRow[] {
  const targets = set.sessions.map(
    ({ target }) => new Set([...target].map((item) => grouping.groupOf[item]!).filter((group) => group >= 0)),
  );
  const tested = [...set.sessions.keys()].filter((n) => targets[n]!.size > 0);
  const users = tested.map((n) => set.sessions[n]!.user);
  const reached = rankings.map(([ranking, scores]) => {
    const found = tested.map((n) => best(scores[n]!).filter((group) => targets[n]!.has(group)).length);
    const hit = Float64Array.from(found, (count) => (count > 0 ? 1 : 0));
    const recall = Float64Array.from(found, (count, at) => count / Math.min(SHOWN, targets[tested[at]!]!.size));
    return { ranking, hit, recall };
  });
  const served = reached.find(({ ranking }) => ranking === SERVED_WEIGHT)!;
  const ahead = (metric: 'hit' | 'recall', values: Float64Array) => pairedDifference(users, served[metric], values);
  return reached.map(({ ranking, hit, recall }) => ({
    ...{ grouping: grouping.name, groups: grouping.groups, ranking, sessions: tested.length },
    ...{ hit: mean(hit), recall: mean(recall) },
    ...(ranking === SERVED_WEIGHT ? {} : { ahead: { hit: ahead('hit', hit), recall: ahead('recall', recall) } }),
  }));
}

const best = (scores: Float64Array): number[] =>
  [...scores.keys()]
    .filter((group) => scores[group]! > 0)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, SHOWN);

/** Categories of each level that has more than three. */
function groupingsOf({ catalogue }: EvaluationSet, { data }: OpenedLog): Grouping[] {
  const paths = categoryPaths(data, catalogue);
  const depth = paths.reduce((deepest, path) => Math.max(deepest, path.length), 0);
  return Array.from({ length: depth }, (_, level) => groupingOf(level, paths)).filter(({ groups }) => groups > SHOWN);
}

function groupingOf(level: number, paths: readonly (readonly string[])[]): Grouping {
  const keys = paths.map((path) => (path.length > level ? JSON.stringify(path.slice(0, level + 1)) : ''));
  const numbers = new Map([...new Set(keys.filter((key) => key !== ''))].map((key, n) => [key, n]));
  const name = `category, level ${level}`;
  return { name, groupOf: Int32Array.from(keys, (key) => numbers.get(key) ?? -1), groups: numbers.size };
}
