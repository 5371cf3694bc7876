import { serviceEnvironment } from '@stars/stack';
import { z } from 'zod';

/** All settings of the catalogue indexer's process, by environment variables. */
export const catalogEnvironment = z.object({
  ...serviceEnvironment,
  STARS_CATALOG_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8081)
    .describe('Port of health and metrics. 0: any free port.'),
});
