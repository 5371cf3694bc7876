import { MOST_REGION_CELLS } from '@stars/inference';
import { z } from 'zod';

/** Settings of the statistics of all users in a process that answers. */
export const statisticsEnvironment = {
  STARS_STATISTICS_REGION_CELLS: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000_000)
    .default(MOST_REGION_CELLS)
    .describe(
      'Most statistics by region and item that a model holds, about 25 bytes each. If there are more, the smallest are left out.',
    ),
} as const;
