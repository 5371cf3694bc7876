import { archiveReading, erasing } from '@stars/archive';
import { rollOutEnvironment } from '@stars/roll-out';
import { eventTimeEnvironment, modelsEnvironment, operationsPort, serviceEnvironment } from '@stars/stack';
import { z } from 'zod';
import { BATCH_EVERY_MS } from './embedder-consumer.js';

/** All settings of the embedder's process, by environment variables. */
export const embedderEnvironment = z.object({
  ...serviceEnvironment,
  STARS_EMBEDDER_PORT: operationsPort(8083),
  ...modelsEnvironment,
  STARS_EMBEDDER_BATCH_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(BATCH_EVERY_MS)
    .describe('Milliseconds between the starts of two batches of events of one partition.'),
  ...archiveReading,
  ...erasing,
  ...eventTimeEnvironment,
  ...rollOutEnvironment,
});
