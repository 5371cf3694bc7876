import { type FeatureSpec, TARGET_KINDS, type TrainingData } from '@stars/features';
import type { EvidenceKind, FeatureLayout } from '@stars/ranking';
import { secondStageLevelCount, shareTexts } from '@stars/replay';
import type { TrainingPlan } from '../training-plan.js';
import { lastRegion } from './last-region.js';

/** The features that a log allows. @param ids Items of the catalogue. */
export function layoutOf(
  { spec, config }: Pick<TrainingPlan, 'spec' | 'config'>,
  ids: readonly string[],
  { items, log }: Pick<TrainingData, 'items' | 'log'>,
): FeatureLayout {
  const evidence = evidenceOf(spec);
  return {
    levels: secondStageLevelCount(ids, items),
    signals: spec.itemSignals,
    regions: lastRegion(log) > 0,
    ...(config.repeatAges > 0 ? { repeats: true } : {}),
    texts: shareTexts(ids, items),
    ...(evidence.length > 0 ? { evidence } : {}),
    ...(spec.browsing ? { browsing: true } : {}),
  };
}

/** The kinds of events that the model's log has besides those that it predicts. */
const evidenceOf = ({ kindWeights = {} }: FeatureSpec): EvidenceKind[] =>
  TARGET_KINDS.filter((name) => kindWeights[name] !== undefined).map((name) => ({ name, weight: kindWeights[name]! }));
