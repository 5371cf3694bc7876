import {
  decayedPersonalFrequency,
  decayMix,
  itemKnn,
  lastViewedFirst,
  recentPopularity,
  tifuKnn,
} from '@stars/baselines';
import type { SessionRanker } from '@stars/replay';

/** What anybody could build in a day: the default must not be behind the best of them. */
export const simpleRankers = (): SessionRanker[] => [
  recentPopularity(),
  decayedPersonalFrequency(),
  decayMix(),
  itemKnn(),
  tifuKnn(),
  lastViewedFirst(),
];
