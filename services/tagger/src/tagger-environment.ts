import { operationsPort, serviceEnvironment } from '@stars/stack';
import { textEnvironment } from '@stars/text';
import { z } from 'zod';
import type { TaggerDeps } from './tagger-deps.js';

/** Settings of the tagger in any process: the shape of a zod object. */
export const taggerSettings = {
  STARS_TAGGER_RETRY_SECONDS: z
    .string()
    .regex(/^\d+(?:,\d+)*$/, 'must be seconds such as 30,300,1800')
    .default('30,300,1800')
    .transform((list) => list.split(',').map(Number))
    .describe('Seconds before each further attempt on a product whose tagging failed.'),
  STARS_TAGGER_RETAG: z
    .enum(['vocabulary', 'all', 'off'])
    .default('vocabulary')
    .describe(
      'When products that have tags are tagged again: when the vocabulary changed, when vocabulary or model changed, or never.',
    ),
} as const;

const settingsSchema = z.object(taggerSettings);

/** The settings as the module takes them. */
export function taggerOptionsOf(settings: z.infer<typeof settingsSchema>): Pick<TaggerDeps, 'retryDelaysMs' | 'retag'> {
  return {
    retryDelaysMs: settings.STARS_TAGGER_RETRY_SECONDS.map((seconds) => seconds * 1000),
    retag: settings.STARS_TAGGER_RETAG,
  };
}

/** All settings of the tagger's process, by environment variables. */
export const taggerEnvironment = z.object({
  ...serviceEnvironment,
  ...textEnvironment,
  ...taggerSettings,
  STARS_TAGGER_PORT: operationsPort(8082),
  STARS_TAGGER_BATCH: z.coerce
    .number()
    .int()
    .positive()
    .max(10_000)
    .default(2000)
    .describe('Catalogue changes that are read in one batch.'),
});
