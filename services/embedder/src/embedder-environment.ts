import { archiveReading, erasing } from '@stars/archive';
import { wholeNumberBetween } from '@stars/platform';
import { rollOutEnvironment } from '@stars/roll-out';
import { eventTimeEnvironment, modelsEnvironment, operationsPort, serviceEnvironment } from '@stars/stack';
import { z } from 'zod';
import { BATCH_EVERY_MS } from './embedder-consumer.js';

/** All settings of the embedder's process, by environment variables. */
export const embedderEnvironment = z.object({
  ...serviceEnvironment,
  STARS_EMBEDDER_PORT: operationsPort(8083),
  ...modelsEnvironment,
  STARS_EMBEDDER_BATCH_MS: wholeNumberBetween(0, 10_000)
    .default(BATCH_EVERY_MS)
    .describe('Milliseconds between the starts of two batches of events of one partition.'),
  ...archiveReading,
  ...erasing,
  ...eventTimeEnvironment,
  ...rollOutEnvironment,
});
