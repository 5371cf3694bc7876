import { archiveSettings } from '@stars/archive';
import { operationsPort, serviceEnvironment } from '@stars/stack';
import { z } from 'zod';

/** All settings of the archiver's process, by environment variables. */
export const archiverEnvironment = z.object({
  ...serviceEnvironment,
  ...archiveSettings,
  STARS_ARCHIVER_PORT: operationsPort(8085),
});
