import { decayedPersonalFrequency, recentPopularity } from '@stars/baselines';
import type { SessionRanker } from '@stars/replay';
import { decayMix } from '../baselines/decay-mix.js';
import { itemKnn } from '../baselines/item-knn.js';
import { lastViewedFirst } from '../baselines/last-viewed-first.js';
import { tifuKnn } from '../baselines/tifu-knn.js';

/** What anybody could build in a day: the default must not be behind the best of them. */
export const simpleRankers = (): SessionRanker[] => [
  recentPopularity(),
  decayedPersonalFrequency(),
  decayMix(),
  itemKnn(),
  tifuKnn(),
  lastViewedFirst(),
];
