import { serviceEnvironment } from '@stars/stack';
import { z } from 'zod';

const SIZES = ['tiny', 'small', 'base', 'paper'] as const;

/** Everything that the trainer's process can be told, by environment variables. */
export const trainerEnvironment = z.object({
  ...serviceEnvironment,
  /** Health and metrics. */
  STARS_TRAINER_PORT: z.coerce.number().int().min(0).max(65_535).default(8084),
  STARS_TRAIN_SIZE: z.enum(SIZES).default('small'),
  STARS_TRAIN_SEED: z.coerce.number().int().default(1),
  /** A file with what differs from the recipe of the size, as `./stars train --recipe` takes it. */
  STARS_TRAIN_RECIPE: z.string().optional(),
  /** Hours from the end of one training to the next; 0, the default: train once, and end. */
  STARS_TRAIN_EVERY_HOURS: z.coerce
    .number()
    .min(0)
    .max(24 * 365)
    .default(0),
  /** Consumer groups that must have handled what is on the bus before a training begins. */
  STARS_TRAIN_AFTER: z.string().default('catalog,tagger,tagger-backfill'),
  /** How long they may stand still before the training is put off, minutes. */
  STARS_TRAIN_PATIENCE_MINUTES: z.coerce.number().positive().max(1440).default(30),
  /** Where days begin, IANA name, and whose holidays count, ISO 3166-1 alpha-2. */
  STARS_TIME_ZONE: z.string().default('UTC'),
  STARS_COUNTRY: z.string().length(2).default('US'),
});

export type TrainerEnvironment = z.infer<typeof trainerEnvironment>;
