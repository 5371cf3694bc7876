import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { openArchiveIfAny } from '@stars/archive';
import { DEFAULT_TENANT, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { ConsumerGroup } from '@stars/event-bus';
import { openModels } from '@stars/inference';
import { openObjectStore } from '@stars/object-store';
import { nestSettings, saysAway, withRetries } from '@stars/platform';
import { eventTimesOf, lockFolder, runService, whileLeading } from '@stars/stack';
import { checkRecipe, type RecipeChanges, tidyModels, train } from '@stars/training';
import { TrainerModule } from './trainer.module.js';
import { scheduleOf, type TrainerEnvironment, trainerEnvironment } from './trainer-environment.js';
import { TrainingSchedule } from './training-schedule.js';

/** A training is put off if none of the groups that prepare it comes nearer to that for so long, ms. */
const PATIENCE_MS = 1_800_000;
/** Between two looks at a lock that another process has. */
const LOCK_WAITS = { firstMs: 200, mostMs: 5_000 };

await runService({
  name: 'trainer',
  environment: trainerEnvironment,
  uses: ['bus'],
  operationsPort: ({ STARS_TRAINER_PORT }) => ({ setting: 'STARS_TRAINER_PORT', port: STARS_TRAINER_PORT }),
  async start({ config, ports, logger, metrics }) {
    const { bus } = ports;
    const tenant = config.STARS_TENANT;
    const recipe = await recipeOf(config);
    const models = openModels(config, openObjectStore);
    const archive = openArchiveIfAny(config, bus, config.STARS_DATA);
    // A second trainer on the same folder would overwrite the checkpoints of this one.
    const lock = () => lockFolder({ root: config.STARS_DATA }, 'train');
    const elects = config.STARS_STACK === 'servers';
    const ownLock = elects ? undefined : lock();
    const eventTimes = eventTimesOf(config);
    const module = TrainerModule.register({
      bus,
      tenant,
      logger,
      metrics,
      train: async (signal, onProgress) => {
        const report = await train({
          bus,
          tenant,
          archive,
          dataDir: config.STARS_DATA,
          models,
          place: { timeZone: config.STARS_TIME_ZONE, country: config.STARS_COUNTRY },
          size: config.STARS_TRAIN_SIZE,
          seed: config.STARS_TRAIN_SEED,
          recipe,
          now: Date.now(),
          eventTimes,
          onProgress,
          onWarning: (message) => logger.warn(message),
          onPoison: (err) => logger.warn({ err }, 'a message on the bus cannot be read'),
          signal,
        });
        const old = { bus, models, dataDir: config.STARS_DATA, newest: config.STARS_TRAIN_MODELS_STORED };
        // The model is published: old ones that stay once more are no reason to fail.
        await tidyModels({ ...old, now: Date.now() }).then(
          (tidied) => logger.info(tidied, 'old models and runs are deleted'),
          (err) => logger.warn({ err }, 'old models and runs stay this time'),
        );
        return report;
      },
      after: groupsOf(config.STARS_TRAIN_AFTER),
      patienceMs: PATIENCE_MS,
      schedule: scheduleOf(config),
      eventTimes,
      ...(elects && {
        lead: (stop, work) =>
          whileLeading(bus, seatOf(tenant), stop, async (signal) => {
            logger.info('this process is the trainer now');
            // One that has just lost the lead may take a moment to end.
            const taken = await withRetries(LOCK_WAITS, saysAway, async () => lock(), { signal });
            await work(signal).finally(() => taken.release());
          }),
      }),
    });
    const app = await NestFactory.createApplicationContext(module, nestSettings(logger));
    return { closables: [app, { close: async () => ownLock?.release() }], done: app.get(TrainingSchedule).done };
  },
});

/** Trainers of different tenants do not stand by for each other. */
function seatOf(tenant: string): string {
  return tenant === DEFAULT_TENANT ? 'trainer' : `trainer.${tenant}`;
}

/** The groups that prepare a training's inputs follow the catalogue. */
function groupsOf(names: string): ConsumerGroup[] {
  const groups = names.split(',').map((name) => name.trim());
  return groups.filter(Boolean).map((group) => ({ group, topics: [TOPICS.catalog] }));
}

async function recipeOf(config: TrainerEnvironment): Promise<RecipeChanges> {
  const { STARS_TRAIN_RECIPE: path, STARS_TARGET: target } = config;
  const ofTarget = target ? { target } : {};
  if (path === undefined) return ofTarget;
  try {
    return { ...ofTarget, ...checkRecipe(JSON.parse(await readFile(path, 'utf8'))) };
  } catch (cause) {
    const problem = `STARS_TRAIN_RECIPE: ${path} cannot be used: ${(cause as Error).message}`;
    throw new StarsError('STARS_CONFIG_INVALID', problem, { field: 'STARS_TRAIN_RECIPE', cause });
  }
}
