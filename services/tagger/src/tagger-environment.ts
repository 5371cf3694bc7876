import { textEnvironment } from '@stars/text';
import { z } from 'zod';

/** Everything that the tagger's process can be told, by environment variables. */
export const taggerEnvironment = z.object({
  ...textEnvironment,
  /** Data folder, with `stars.db` and `cache/text.db`. */
  STARS_DATA: z.string().default('.stars'),
  STARS_HOST: z.string().default('127.0.0.1'),
  /** Health and metrics. */
  STARS_TAGGER_PORT: z.coerce.number().int().min(0).max(65_535).default(8082),
  STARS_TAGGER_BATCH: z.coerce.number().int().positive().max(10_000).default(2000),
  STARS_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type TaggerEnvironment = z.infer<typeof taggerEnvironment>;
