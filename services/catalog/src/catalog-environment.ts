import { operationsPort, serviceEnvironment } from '@stars/stack';
import { z } from 'zod';

/** All settings of the catalogue indexer's process, by environment variables. */
export const catalogEnvironment = z.object({
  ...serviceEnvironment,
  STARS_CATALOG_PORT: operationsPort(8081),
});
