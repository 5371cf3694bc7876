import type { TrainingData } from '@stars/features';

/** What baselines may use in addition to interactions: the items' categories and the signals of each time and region. */
export type BaselineData = Pick<TrainingData, 'items' | 'timeline'>;
