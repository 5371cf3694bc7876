import { isTargetType, LocalClock, type TrainingData } from '@stars/features';
import type { SecondStageArtifact } from '@stars/inference';
import {
  type FeatureLayout,
  neighbourMorning,
  neighbourTables,
  type RankerStatistics,
  type SessionLog,
  StatisticsOfLog,
  typeOfEvidence,
} from '@stars/ranking';
import { neighbourLog, secondStageLevels } from '@stars/replay';
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
  return {
    ...learned,
    levels,
    regions: plan.log.regions.slice(0, 1 + lastRegion(plan.log)),
    statistics: statisticsOf(plan, levels, new LocalClock(timeZone), learned.layout),
  };
}

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
  const evidence = (layout.evidence ?? []).map(({ name }) => sessionsOf((type) => type === typeOfEvidence(name)));
  const morning = clock.day(endOf(log) - 1) + 1;
  const ofLog = new StatisticsOfLog(sessions, items.ids.length, levels, evidence);
  ofLog.advanceTo(morning);
  const counted = { log, itemOf: learnedRows(log, items.ids), counts: (row: number) => isTarget(log.type[row]!) };
  const sample = neighbourLog(counted, clock, neighbourMorning(morning));
  const { statistics } = ofLog;
  return Object.assign(statistics, neighbourTables(sample, items.ids.length));
}
