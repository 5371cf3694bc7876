import type { SessionRanker } from '@stars/replay';
import { decayedPersonalFrequency, personalFrequency, personalFrequencyFilled } from './personal-frequency.js';
import { globalPopularity, recentPopularity } from './popularity.js';

/** What every evaluation prints beside the model. */
export const standardBaselines = (): SessionRanker[] => [
  globalPopularity(),
  recentPopularity(),
  personalFrequency(),
  personalFrequencyFilled(),
  decayedPersonalFrequency(),
];
