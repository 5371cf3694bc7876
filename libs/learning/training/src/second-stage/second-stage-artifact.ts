import { typeOfKind } from '@stars/contracts';
import { isTargetType, LocalClock, type TrainingData } from '@stars/features';
import type { SecondStageArtifact } from '@stars/inference';
import {
  type FeatureLayout,
  neighbourTables,
  type RankerStatistics,
  type SessionLog,
  type SimpleRankings,
  StatisticsOfLog,
} from '@stars/ranking';
import { neighbourLogs, secondStageGroupNames, secondStageLevels } from '@stars/replay';
import { endOf } from '../artifact.js';
import { learnedRows, learnedSessionLog } from '../learned-session-log.js';
import type { TrainingPlan } from '../training-plan.js';
import { lastRegion } from './last-region.js';
import type { LearnedSecondStage } from './train-second-stage.js';

/** What serving needs of a second stage: its weights, and the statistics of the learned items at the end of the log. */
export function secondStageArtifactOf(
  learned: LearnedSecondStage,
  plan: TrainingPlan,
  data: Pick<TrainingData, 'items'>,
  timeZone: string,
): SecondStageArtifact {
  const { ids } = plan.items;
  const levels = secondStageLevels(ids, data.items, learned.layout);
  const { comparison, ...ranked } = learned;
  return {
    ...ranked,
    ...simpleOf(comparison),
    levels,
    groupNames: secondStageGroupNames(ids, data.items, levels, learned.layout),
    regions: plan.log.regions.slice(0, 1 + lastRegion(plan.log)),
    statistics: statisticsOf(plan, levels, new LocalClock(timeZone), learned.layout),
  };
}

/** The rankers that gave way to a simple ranking; nothing if none did. */
const simpleOf = ({ all, fresh }: LearnedSecondStage['comparison']): { simple?: SimpleRankings } =>
  all.gaveWayTo || fresh.gaveWayTo ? { simple: { all: all.gaveWayTo, fresh: fresh.gaveWayTo } } : {};

function statisticsOf(
  { log, items, spec }: TrainingPlan,
  levels: Int32Array[],
  clock: LocalClock,
  layout: FeatureLayout,
): RankerStatistics {
  const sessionsOf = (counts: (type: number) => boolean): SessionLog =>
    learnedSessionLog(log, items.ids, clock, counts);
  const isTarget = (type: number): boolean => isTargetType(spec.target, type);
  const sessions = sessionsOf(isTarget);
  const kinds = (layout.evidence ?? []).map(({ name }) => typeOfKind(name));
  const evidence = kinds.map((kind) => sessionsOf((type) => type === kind));
  const morning = clock.day(endOf(log) - 1) + 1;
  const ofLog = new StatisticsOfLog(sessions, items.ids.length, levels, evidence);
  ofLog.advanceTo(morning);
  const itemOf = learnedRows(log, items.ids);
  const purchases = { log, itemOf, counts: (row: number) => isTarget(log.type[row]!) };
  const met = { ...purchases, counts: (row: number) => isTarget(log.type[row]!) || kinds.includes(log.type[row]!) };
  const logs = neighbourLogs(purchases, met, clock, morning, layout.browsing);
  const { statistics } = ofLog;
  return Object.assign(statistics, neighbourTables(logs, items.ids.length));
}
