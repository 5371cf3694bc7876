import { LocalClock } from '@stars/features';
import { serviceEnvironment } from '@stars/stack';
import { z } from 'zod';
import { minutesOf, type ScheduleSettings } from './schedule/training-decision.js';

const timesOf = (text: string): (number | undefined)[] => text.split(',').map((time) => minutesOf(time.trim()));

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
  /** Hours from the end of one training to the next; 0, the default, with nothing else that calls for one: train once, and end. */
  STARS_TRAIN_EVERY_HOURS: z.coerce
    .number()
    .min(0)
    .max(24 * 365)
    .default(0),
  /** Local times of day at which a training begins, as `03:00,15:00`. */
  STARS_TRAIN_AT: z
    .string()
    .optional()
    .refine((text) => text === undefined || timesOf(text).every((minutes) => minutes !== undefined), {
      message: 'must be times of day such as 03:00,15:00',
    }),
  /** Divergence of recent events from the training data, bits, at which a training begins; 0: never. */
  STARS_TRAIN_DRIFT_DIVERGENCE: z.coerce.number().min(0).max(1).default(0),
  /** Share of recent events on items never seen at which a training begins; 0: never. */
  STARS_TRAIN_DRIFT_UNSEEN: z.coerce.number().min(0).max(1).default(0),
  /** Recent events below which drift is not believed, and the days of training data that they are held against. */
  STARS_TRAIN_DRIFT_EVENTS: z.coerce.number().int().min(1).default(1000),
  STARS_TRAIN_DRIFT_DAYS: z.coerce.number().positive().max(170).default(28),
  /** Hours from the end of one training to the next, at least, whatever calls for it. */
  STARS_TRAIN_PAUSE_HOURS: z.coerce
    .number()
    .min(0)
    .max(24 * 365)
    .default(1),
  /** How often it is looked whether a training is due, minutes. */
  STARS_TRAIN_LOOK_MINUTES: z.coerce.number().positive().max(1440).default(5),
  /** Consumer groups that must have handled what is on the bus before a training begins. */
  STARS_TRAIN_AFTER: z.string().default('catalog,catalog-backfill,tagger,tagger-backfill'),
  /** How long they may stand still before the training is put off, minutes. */
  STARS_TRAIN_PATIENCE_MINUTES: z.coerce.number().positive().max(1440).default(30),
  /** Where days begin, IANA name, and whose holidays count, ISO 3166-1 alpha-2. */
  STARS_TIME_ZONE: z.string().default('UTC'),
  STARS_COUNTRY: z.string().length(2).default('US'),
});

export type TrainerEnvironment = z.infer<typeof trainerEnvironment>;

const HOUR_MS = 3_600_000;

/** When trainings begin, as the environment says. */
export function scheduleOf(config: TrainerEnvironment): ScheduleSettings {
  const { STARS_TRAIN_EVERY_HOURS: hours, STARS_TRAIN_AT: at } = config;
  const { STARS_TRAIN_DRIFT_DIVERGENCE: divergence, STARS_TRAIN_DRIFT_UNSEEN: unseen } = config;
  const minutes = at === undefined ? [] : timesOf(at).filter((time) => time !== undefined);
  return {
    // An interval says itself how short a pause may be.
    pauseMs: Math.min(config.STARS_TRAIN_PAUSE_HOURS, hours > 0 ? hours : Number.POSITIVE_INFINITY) * HOUR_MS,
    lookMs: config.STARS_TRAIN_LOOK_MINUTES * 60_000,
    ...(hours > 0 ? { everyMs: hours * HOUR_MS } : {}),
    ...(minutes.length > 0 ? { dailyAt: { minutes, clock: new LocalClock(config.STARS_TIME_ZONE) } } : {}),
    ...(divergence > 0 || unseen > 0
      ? {
          drift: {
            divergence,
            unseen,
            fewestEvents: config.STARS_TRAIN_DRIFT_EVENTS,
            windowMs: config.STARS_TRAIN_DRIFT_DAYS * 24 * HOUR_MS,
          },
        }
      : {}),
  };
}
