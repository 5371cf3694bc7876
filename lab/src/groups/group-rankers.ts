import { PopularityTimeline } from '@stars/baselines';
import type { LocalClock } from '@stars/features';
import { SecondStageNetwork, type StarsModel } from '@stars/inference';
import { secondStageTop } from '@stars/ranking';
import {
  describedSessions,
  type EvaluationSession,
  type EvaluationSet,
  forEachSession,
  modelForEvaluation,
  type RankOptions,
  StarsCandidates,
} from '@stars/replay';
import type { OpenedLog } from '../curve/open-logs.js';

/** Groups of items: the group of each catalogue item, -1 for none, and how many there are. */
export interface Grouping {
  name: string;
  groupOf: Int32Array;
  groups: number;
}

/** What each item of a ranking counts for its group. @param scores Best first. */
export type ItemWeight = (score: number, place: number, scores: readonly number[]) => number;

export const ITEM_WEIGHTS: Readonly<Record<string, ItemWeight>> = {
  'sum of the softmax': (score, _, scores) => Math.exp(score - scores[0]!),
  'sum of the softmax, temperature 2': (score, _, scores) => Math.exp((score - scores[0]!) / 2),
  'sum of 1 / place': (_, place) => 1 / (place + 1),
  'sum of 1 / log2(place + 1)': (_, place) => 1 / Math.log2(place + 2),
  'best item': (_, place) => (place === 0 ? 1 : 2 ** -place),
};

/** That of `bestGroups`. */
export const SERVED_WEIGHT = 'sum of 1 / place';

/** What each group counts in each session, [S][groups], larger is better. */
export type GroupScores = Float64Array[];

/** Sums over the best `depth` items of the ranking of each session, by grouping and weight. */
export async function groupsByRanking(
  model: StarsModel,
  { data, clock }: { data: OpenedLog['data']; clock: LocalClock },
  set: EvaluationSet,
  groupings: readonly Grouping[],
  depth: number,
  options: RankOptions,
): Promise<Map<string, GroupScores[]>> {
  const stage = model.secondStage!;
  const candidates = new StarsCandidates(modelForEvaluation(model, data, set));
  const sessions = await describedSessions(stage, data, clock, candidates, set, options);
  const scorer = new SecondStageNetwork(stage.all);
  const found = new Map(
    Object.keys(ITEM_WEIGHTS).map((name) => [name, groupings.map(({ groups }) => emptyScores(set, groups))]),
  );
  await forEachSession(sessions.order, options, (n) => {
    const top = secondStageTop(scorer, sessions.of(n), depth, stage.coldStart?.all);
    const scores = top.map(({ score }) => score);
    for (const [name, weight] of Object.entries(ITEM_WEIGHTS)) {
      groupings.forEach(({ groupOf }, at) => {
        const sums = found.get(name)![at]![n]!;
        top.forEach(({ item, score }, place) => {
          if (groupOf[item]! >= 0) sums[groupOf[item]!]! += weight(score, place, scores);
        });
      });
    }
  });
  return found;
}

/** By how many of the user's days had items of the group; ties by popularity. A day counts 1/e after `decayDays`. */
export const groupsByFrequency = (set: EvaluationSet, grouping: Grouping, decayDays: number): Promise<GroupScores> =>
  byTime(set, grouping, (session, sums, { counts }) => {
    const { item, day } = set.interactions;
    for (let a = session.interactionsFrom; a < session.interactionsTo; a++) {
      const group = grouping.groupOf[item[a]!]!;
      if (group >= 0) sums[group]! += Math.exp((day[a]! - session.day) / decayDays);
    }
    addPopularity(grouping, counts, 1e-9, sums);
  });

/** By purchases of anybody in the last 28 days. */
export const groupsByPopularity = (set: EvaluationSet, grouping: Grouping): Promise<GroupScores> =>
  byTime(set, grouping, (_, sums, { counts }) => addPopularity(grouping, counts, 1, sums));

function addPopularity({ groupOf }: Grouping, counts: Uint32Array, weight: number, sums: Float64Array): void {
  for (let item = 0; item < groupOf.length; item++)
    if (groupOf[item]! >= 0) sums[groupOf[item]!]! += counts[item]! * weight;
}

async function byTime(
  set: EvaluationSet,
  { groups }: Grouping,
  fill: (session: EvaluationSession, sums: Float64Array, popular: PopularityTimeline) => void,
): Promise<GroupScores> {
  const scores = emptyScores(set, groups);
  const popular = new PopularityTimeline(set, 28);
  const order = [...set.sessions.keys()].sort((a, b) => set.sessions[a]!.before - set.sessions[b]!.before);
  for (const n of order) {
    popular.advanceTo(set.sessions[n]!);
    fill(set.sessions[n]!, scores[n]!, popular);
  }
  return scores;
}

const emptyScores = ({ sessions }: EvaluationSet, groups: number): GroupScores =>
  sessions.map(() => new Float64Array(groups));
