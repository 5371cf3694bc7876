import type { Archive } from '@stars/archive';
import type { EventTimeBounds, ModelManifest } from '@stars/contracts';
import type { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { InteractionLog, TrainingData } from '@stars/features';
import type { ModelRegistry } from '@stars/inference';
import type { SizeName } from '@stars/model';
import type { BackendInfo } from './backend/backend.js';
import type { RecipeChanges } from './recipe-changes.js';
import type { CheckpointInterval, StepProgress } from './run/fit-options.js';
import type { SecondStageProgress } from './second-stage/train-second-stage.js';

export interface TrainProgress {
  stage: 'load' | 'prepare' | 'train' | 'secondStage' | 'publish';
  /** In `secondStage`. */
  secondStage?: SecondStageProgress;
  /** In `train`. */
  fit?: StepProgress;
  /** In `load`: messages read so far of the topic. */
  topic?: string;
  messages?: number;
}

export interface TrainOptions {
  bus: EventBus;
  /** The long memory: what it has is read from it, and the rest from the bus. */
  archive?: Archive | undefined;
  /** Of this machine: its `runs` folder has checkpoints and curves. */
  dataDir: string;
  /** Where the model is stored; default the folder `models` in `dataDir`. */
  models?: ModelRegistry;
  place: { timeZone: string; country: string };
  tenant?: string;
  size?: SizeName;
  /** Overrides what is chosen for the data, which overrides the size's own recipe. */
  recipe?: RecipeChanges;
  seed?: number;
  /** Interactions at or after this (ms) are ignored. */
  until?: number;
  /** Which rows of the log may be used, in addition to `until`: a split that holds out single events. */
  keep?: { name: string; rows: (log: InteractionLog) => (row: number, user: number) => boolean };
  /** Whether gateways may serve the model. A model only for an evaluation is not announced. */
  publish?: boolean;
  /** Whether embedders roll the model out by themselves, which is the default; else it serves once somebody asks for it. */
  announce?: boolean;
  /** Data that is already loaded; it is not read again. */
  data?: TrainingData;
  /** Begins anew, with what is on the bus now, even if a stopped training that was asked for alike could go on. */
  anew?: boolean;
  /** How often a checkpoint is written; default every two minutes. */
  checkpoints?: CheckpointInterval;
  /** Gets messages that a person should know and that do not end the run. */
  onWarning?: (message: string) => void;
  /** Most events held in memory: the newest, or of an archive whole users. Default 10 million; `data` is not cut. */
  maxEvents?: number;
  /** The manifest's creation time, ms since 1970, and the clock that times of events are checked against. */
  now: number;
  /** Which times of events are believed. Default: `EVENT_TIME_BOUNDS`. */
  eventTimes?: EventTimeBounds;
  onProgress?: (progress: TrainProgress) => void;
  /** Called for every message on the bus that cannot be read and is left out. */
  onPoison?: (error: StarsError) => void;
  signal?: AbortSignal;
}

export interface TrainReport {
  version: string;
  manifestPath: string;
  /** The folder of the run's curves. */
  runFolder: string;
  manifest: ModelManifest;
  /** True if a model of the same data, recipe and seed was already stored. */
  reused: boolean;
  /** What was chosen for the data, and why, in words: the target kind first. Empty if the run's folder is gone. */
  why: string;
  metrics: Record<string, number>;
  /** How the model compares with simple rankings on held-out sessions, in a sentence; empty if they were never compared. */
  againstSimple: string;
  seconds: number;
  peakRssBytes: number;
  /** What trained it; absent if the run's folder is gone. */
  backend?: BackendInfo;
}
