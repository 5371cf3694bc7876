import { archiveReading } from '@stars/archive';
import { LocalClock, TARGET_KINDS } from '@stars/features';
import { numberBetween, wholeNumberBetween } from '@stars/platform';
import {
  eventTimeEnvironment,
  modelsEnvironment,
  operationsPort,
  serviceEnvironment,
  tenantEnvironment,
} from '@stars/stack';
import { minutesOf, type ScheduleSettings } from '@stars/training';
import { z } from 'zod';

const timesOf = (text: string): (number | undefined)[] => text.split(',').map((time) => minutesOf(time.trim()));

const SIZES = ['tiny', 'small', 'paper'] as const;

/** All settings of the trainer's process, by environment variables. */
export const trainerEnvironment = z.object({
  ...serviceEnvironment,
  ...archiveReading,
  STARS_TRAINER_PORT: operationsPort(8084),
  ...modelsEnvironment,
  ...tenantEnvironment,
  STARS_TRAIN_SIZE: z.enum(SIZES).default('small').describe('Size of the model.'),
  STARS_TRAIN_SEED: z.coerce.number().int().default(1).describe('Seed of everything random.'),
  STARS_TRAIN_RECIPE: z
    .string()
    .optional()
    .describe(
      'Path of a JSON file with what differs from the recipe of the size, as `./stars train --recipe` takes it.',
    ),
  STARS_TARGET: z
    .enum(TARGET_KINDS)
    .optional()
    .describe(
      'Kind of event that the shop wants more of: the model learns to predict it. Absent: the strongest that the log has in number.',
    ),
  STARS_TRAIN_EVERY_HOURS: numberBetween(0, 24 * 365)
    .default(0)
    .describe(
      'Hours from the end of one training to the start of the next. 0, and no other reason to train: train once, then end.',
    ),
  STARS_TRAIN_AT: z
    .string()
    .optional()
    .refine((text) => text === undefined || timesOf(text).every((minutes) => minutes !== undefined), {
      message: 'must be times of day such as 03:00,15:00',
    })
    .describe('Local times of day at which a training starts, such as `03:00,15:00`.'),
  STARS_TRAIN_DRIFT_DIVERGENCE: numberBetween(0, 1)
    .default(0)
    .describe('Divergence of recent events from the training data, in bits, at which a training starts. 0: never.'),
  STARS_TRAIN_DRIFT_UNSEEN: numberBetween(0, 1)
    .default(0)
    .describe(
      'Share of recent events on items that are not in the training data at which a training starts. 0: never.',
    ),
  STARS_TRAIN_PAUSE_HOURS: numberBetween(0, 24 * 365)
    .default(1)
    .describe(
      'Fewest hours from the end of one training to the start of the next, whatever the reason. An interval below it wins.',
    ),
  STARS_TRAIN_AFTER: z
    .string()
    .default('catalog,catalog-backfill,tagger,tagger-backfill')
    .describe(
      'Consumer groups, separated by commas, that must have read what was on the catalogue topic when a training was due.',
    ),
  ...eventTimeEnvironment,
  STARS_TRAIN_MODELS_STORED: wholeNumberBetween(1, 1000)
    .default(5)
    .describe('Newest models that stay in the registry after a training, besides those that serve or may serve again.'),
  STARS_TIME_ZONE: z.string().default('UTC').describe('Time zone of the shop (IANA name): where its days begin.'),
  STARS_COUNTRY: z.string().length(2).default('US').describe('Country whose holidays count (ISO 3166-1, two letters).'),
});

export type TrainerEnvironment = z.infer<typeof trainerEnvironment>;

const HOUR_MS = 3_600_000;
/** Time between two looks at whether a training is due, ms. */
const LOOK_MS = 300_000;
/** Drift is believed from so many recent events on. They are compared with those of the last weeks of the training data. */
const DRIFT = { fewestEvents: 1000, windowMs: 28 * 24 * HOUR_MS };

/** When trainings begin, from the environment. */
export function scheduleOf(config: TrainerEnvironment): ScheduleSettings {
  const { STARS_TRAIN_EVERY_HOURS: hours, STARS_TRAIN_AT: at } = config;
  const { STARS_TRAIN_DRIFT_DIVERGENCE: divergence, STARS_TRAIN_DRIFT_UNSEEN: unseen } = config;
  const minutes = at === undefined ? [] : timesOf(at).filter((time) => time !== undefined);
  return {
    // An interval also sets the shortest pause.
    pauseMs: Math.min(config.STARS_TRAIN_PAUSE_HOURS, hours > 0 ? hours : Number.POSITIVE_INFINITY) * HOUR_MS,
    lookMs: LOOK_MS,
    everyMs: hours > 0 ? hours * HOUR_MS : undefined,
    dailyAt: minutes.length > 0 ? { minutes, clock: new LocalClock(config.STARS_TIME_ZONE) } : undefined,
    drift: divergence > 0 || unseen > 0 ? { divergence, unseen, ...DRIFT } : undefined,
  };
}
