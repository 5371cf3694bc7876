import type { KeptLists } from '@stars/evaluation';
import type { LocalClock, TargetKind, TrainingData } from '@stars/features';
import type { EvaluationSet } from '@stars/replay';
import type { TrainReport } from '@stars/training';
import type { DataFolder } from '../data-folder.js';
import type { Progress } from '../progress.js';
import type { TrainingRequest } from '../train-model.js';
import type { EvaluationRun, EvaluationScope } from './run-folder.js';
import type { TestEvaluationCounter } from './test-evaluations.js';

export interface EvaluationRequest extends EvaluationScope {
  /** The training of the model, if there is none yet. */
  training: Pick<TrainingRequest, 'size' | 'seed' | 'epochs' | 'recipe'>;
  /** Target of the model that serves, if its recipe is measured. */
  servedTarget?: TargetKind;
  /** Files for the lists of the served ranking. */
  lists?: string;
  listsExplore?: string;
}

/** How an evaluation is watched and stopped. */
export interface Watch {
  progress: Progress;
  signal: AbortSignal;
}

/** Everything that the steps after training share. */
export interface Prepared {
  folder: DataFolder;
  request: EvaluationRequest;
  run: EvaluationRun;
  clock: LocalClock;
  data: TrainingData;
  set: EvaluationSet;
  held: Pick<TrainingRequest, 'until' | 'keep'>;
  /** The training that was asked for. */
  asked: TrainingRequest;
  model: TrainReport;
  /** What was chosen for the data, and why: first the target. */
  why: string;
  testEvaluations: TestEvaluationCounter;
  /** Lists that are kept. On the test split, the first new one counts as a test evaluation. */
  kept: KeptLists;
}
