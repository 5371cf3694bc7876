import type { LocalClock, TrainingData } from '@stars/features';
import type { EvaluationSet } from '@stars/replay';
import type { TrainReport } from '@stars/training';
import type { DataFolder } from '../data-folder.js';
import type { Progress } from '../progress.js';
import type { SizeName } from '../size-option.js';
import type { TrainingRequest } from '../train-model.js';
import type { StepName } from './evaluation-plan.js';
import type { EvaluationRun, EvaluationScope } from './run-folder.js';
import type { TableName } from './tables.js';
import type { WholePlan } from './whole-plan.js';

export interface EvaluationRequest extends EvaluationScope {
  /** Of the model that is trained for it, unless it is there. */
  training: Pick<TrainingRequest, 'size' | 'seed' | 'epochs' | 'recipe'>;
  /** What the report holds beside the rankings; with any of them, every baseline is ranked and not only the quick ones. */
  tables: readonly TableName[];
  /** For everything from the import to the report, killed runs included; the ablations share what is left of it. */
  budgetMinutes: number;
  ablationSize: SizeName;
  /** Files for the lists of the served ranking. */
  lists?: string;
  listsExplore?: string;
}

/** How an evaluation is watched and stopped. */
export interface Watch {
  plan: WholePlan<StepName>;
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
  model: TrainReport;
}
