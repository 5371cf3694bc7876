import { buildSet, trainModel } from '@stars/cli';
import type { TrainingData } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import type { EvaluationSet, Split } from '@stars/replay';
import type { Work } from '../logs/log.js';
import { LearningCurve, type Size } from './cut-log.js';
import type { OpenedLog } from './open-logs.js';
import { withTraining } from './with-training.js';

/** A model of a cut log, and what it was trained and is tested on. */
export interface ModelOfCut {
  loaded: StarsModel;
  data: TrainingData;
  /** All tested sessions: the model has learned none of them. */
  whole: EvaluationSet;
}

/** Trains on a cut log without the tested sessions. */
export async function modelOfCut(
  opened: OpenedLog,
  { size, split, seed }: { size: Size; split: Split; seed: number },
  { progress, signal }: Work,
): Promise<ModelOfCut> {
  const { log, clock } = opened;
  const curve = new LearningCurve(buildSet(opened.data.log, clock, { protocol: log.protocol, split }), clock);
  const data = { ...opened.data, log: curve.log(size) };
  const whole = curve.set(data.log);
  const loaded = await withTraining(opened, { data, whole, seed, split }, async (place, bus, asked) => {
    const { version } = await trainModel(place, bus, asked, progress, signal);
    return StarsModel.create(await new ModelStore(place.models).load(version));
  });
  return { loaded, data, whole };
}

/** Categories of the items, broad to fine. */
export const categoryPaths = ({ items }: Pick<TrainingData, 'items'>, catalogue: readonly string[]): string[][] =>
  catalogue.map((id) => items.get(id)?.category ?? []);
