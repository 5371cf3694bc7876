import type { ModelManifest } from '@stars/contracts';
import type { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { InteractionLog, TrainingData } from '@stars/features';
import type { BackendInfo } from '@stars/inference';
import type { SizeName } from '@stars/model';
import type { TrainingRecipe } from './recipe.js';
import type { CheckpointInterval, StepProgress } from './run/fit-options.js';
import type { SecondStageProgress } from './second-stage/train-second-stage.js';

export interface TrainProgress {
  stage: 'load' | 'prepare' | 'train' | 'joint' | 'publish';
  /** In `joint`. */
  joint?: SecondStageProgress;
  /** In `train`. */
  fit?: StepProgress;
  /** In `load`: messages read so far of the topic. */
  topic?: string;
  messages?: number;
}

export interface TrainOptions {
  bus: EventBus;
  dataDir: string;
  place: { timeZone: string; country: string };
  tenant?: string;
  size?: SizeName;
  /** Goes before what is chosen for the data, which goes before the size's own recipe. */
  recipe?: Partial<TrainingRecipe>;
  seed?: number;
  /** Interactions at or after this (ms) are not looked at. */
  until?: number;
  /** Which rows of the log may be looked at, beside `until`: a split that holds single events out. */
  keep?: { name: string; rows: (log: InteractionLog) => (row: number, user: number) => boolean };
  /** Whether gateways may serve the model. A model for an evaluation only is not announced. */
  publish?: boolean;
  /** Data that was loaded already; it is not read again. */
  data?: TrainingData;
  /** How often a checkpoint is written; default every two minutes. */
  checkpoints?: CheckpointInterval;
  /** What a person should know and what does not end the run. */
  onWarning?: (message: string) => void;
  /** Events that are held in memory, at most: the newest. Default 10 million; `data` is taken as it is. */
  maxEvents?: number;
  /** What "created" says, ms since 1970. */
  now: number;
  onProgress?: (progress: TrainProgress) => void;
  /** Told of every message on the bus that cannot be read; it is left out. */
  onPoison?: (error: StarsError) => void;
  signal?: AbortSignal;
}

export interface TrainReport {
  version: string;
  manifestPath: string;
  /** Where the run's curves are. */
  runFolder: string;
  manifest: ModelManifest;
  /** True where a model of the same data, recipe and seed was there already. */
  reused: boolean;
  /** What was chosen for the data, and why, in words; empty where nothing was. */
  why: string;
  metrics: Record<string, number>;
  seconds: number;
  peakRssBytes: number;
  backend?: BackendInfo;
}
