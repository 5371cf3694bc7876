import type { EventTimeBounds } from '@stars/contracts';
import type { ConsumerGroup, EventBus } from '@stars/event-bus';
import type { Logger, Metrics } from '@stars/platform';
import type { ScheduleSettings, TrainOptions, TrainReport } from '@stars/training';

export interface TrainerDeps {
  bus: EventBus;
  /** Default: `default`. */
  tenant?: string;
  logger: Logger;
  metrics: Metrics;
  /** One training, on what is on the bus. */
  train(signal: AbortSignal, onProgress: NonNullable<TrainOptions['onProgress']>): Promise<TrainReport>;
  /** The groups that must have read the whole topic before. */
  after: readonly ConsumerGroup[];
  /** How long `after` may stand still before the training is put off (ms). */
  patienceMs: number;
  /** When the next trainings begin; without a time, interval or drift: one training. */
  schedule: ScheduleSettings;
  /** Which times of events are believed. Default: `EVENT_TIME_BOUNDS`. */
  eventTimes?: EventTimeBounds;
  /** Elects one of several trainers, and does the work in it (default: there is one). */
  lead?: (stop: AbortSignal, work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  /** ms since 1970; default the machine's clock. */
  clock?: () => number;
  /** Waits so many ms, or until the signal; default a timer. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}
