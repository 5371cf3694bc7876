import type { EventBus } from '@stars/event-bus';
import type { Logger, Metrics } from '@stars/platform';
import type { ConsumerGroup } from '@stars/stack';
import type { TrainOptions, TrainReport } from './train.js';

export interface TrainerDeps {
  bus: EventBus;
  logger: Logger;
  metrics: Metrics;
  /** One training, on what is on the bus. */
  train(signal: AbortSignal, onProgress: NonNullable<TrainOptions['onProgress']>): Promise<TrainReport>;
  /** What must have been handled before. */
  after: readonly ConsumerGroup[];
  /** How long `after` may stand still before the training is put off (ms). */
  patienceMs: number;
  /** From the end of one training to the beginning of the next (ms); absent: one training. */
  everyMs?: number;
}

export const TRAINER_DEPS = Symbol('TrainerDeps');
