import type { SessionRanker } from '@stars/replay';
import { decayedPersonalFrequency, personalFrequency, personalFrequencyFilled } from './personal-frequency.js';
import { globalPopularity, recentPopularity } from './popularity.js';

/** The baselines of every evaluation. */
export const standardBaselines = (): SessionRanker[] => [
  globalPopularity(),
  recentPopularity(),
  personalFrequency(),
  personalFrequencyFilled(),
  decayedPersonalFrequency(),
];
