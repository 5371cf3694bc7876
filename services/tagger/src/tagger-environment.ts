import { wholeNumberBetween } from '@stars/platform';
import { operationsPort, serviceEnvironment } from '@stars/stack';
import { textEnvironment } from '@stars/text';
import { z } from 'zod';

/** Settings of the tagger in any process: the shape of a zod object. */
export const taggerSettings = {
  STARS_TAGGER_RETAG: z
    .enum(['vocabulary', 'all', 'off'])
    .default('vocabulary')
    .describe(
      'When products that have tags are tagged again: when the vocabulary changed, when vocabulary or model changed, or never.',
    ),
} as const;

/** All settings of the tagger's process, by environment variables. */
export const taggerEnvironment = z.object({
  ...serviceEnvironment,
  ...textEnvironment,
  ...taggerSettings,
  STARS_TAGGER_PORT: operationsPort(8082),
  STARS_TAGGER_BATCH: wholeNumberBetween(1, 10_000)
    .default(2000)
    .describe('Catalogue changes that are read in one batch.'),
});
