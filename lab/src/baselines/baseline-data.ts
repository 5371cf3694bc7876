import type { LocalClock, TrainingData } from '@stars/features';

/** What baselines may use in addition to interactions: the items' categories, the signals of each time and region, and the shop's clock. */
export interface BaselineData extends Pick<TrainingData, 'items' | 'timeline'> {
  clock: LocalClock;
}
