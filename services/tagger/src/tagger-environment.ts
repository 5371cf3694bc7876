import { serviceEnvironment } from '@stars/stack';
import { textEnvironment } from '@stars/text';
import { z } from 'zod';

/** Everything that the tagger's process can be told, by environment variables. */
export const taggerEnvironment = z.object({
  ...serviceEnvironment,
  ...textEnvironment,
  /** Health and metrics. */
  STARS_TAGGER_PORT: z.coerce.number().int().min(0).max(65_535).default(8082),
  STARS_TAGGER_BATCH: z.coerce.number().int().positive().max(10_000).default(2000),
});

export type TaggerEnvironment = z.infer<typeof taggerEnvironment>;
