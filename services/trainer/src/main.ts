import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { openArchiveIfAny } from '@stars/archive';
import { TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { nestLogger } from '@stars/platform';
import { type ConsumerGroup, lockFolder, runService } from '@stars/stack';
import { checkRecipe, type TrainingRecipe, train } from '@stars/training';
import { TrainerModule } from './trainer.module.js';
import { scheduleOf, type TrainerEnvironment, trainerEnvironment } from './trainer-environment.js';
import { TrainingSchedule } from './training-schedule.js';

await runService({
  name: 'trainer',
  environment: trainerEnvironment,
  uses: ['bus'],
  operationsPort: ({ STARS_TRAINER_PORT }) => ({ setting: 'STARS_TRAINER_PORT', port: STARS_TRAINER_PORT }),
  async start({ config, ports, logger, metrics }) {
    const { bus } = ports;
    const recipe = await recipeOf(config);
    const archive = openArchiveIfAny(config, bus, config.STARS_DATA);
    // A second trainer on the same folder would overwrite the checkpoints of this one.
    const lock = lockFolder({ root: config.STARS_DATA }, 'train');
    const module = TrainerModule.register({
      bus,
      logger,
      metrics,
      train: (signal, onProgress) =>
        train({
          bus,
          archive,
          dataDir: config.STARS_DATA,
          place: { timeZone: config.STARS_TIME_ZONE, country: config.STARS_COUNTRY },
          size: config.STARS_TRAIN_SIZE,
          seed: config.STARS_TRAIN_SEED,
          recipe,
          now: Date.now(),
          onProgress,
          onWarning: (message) => logger.warn(message),
          onPoison: (err) => logger.warn({ err }, 'a message on the bus cannot be read'),
          signal,
        }),
      after: groupsOf(config.STARS_TRAIN_AFTER),
      patienceMs: config.STARS_TRAIN_PATIENCE_MINUTES * 60_000,
      schedule: scheduleOf(config),
    });
    const app = await NestFactory.createApplicationContext(module, { logger: nestLogger(logger), abortOnError: false });
    return { closables: [app, { close: async () => lock.release() }], done: app.get(TrainingSchedule).done };
  },
});

/** The groups that prepare a training's inputs follow the catalogue. */
function groupsOf(names: string): ConsumerGroup[] {
  const groups = names.split(',').map((name) => name.trim());
  return groups.filter(Boolean).map((group) => ({ group, topics: [TOPICS.catalog] }));
}

async function recipeOf(config: TrainerEnvironment): Promise<Partial<TrainingRecipe>> {
  const { STARS_TRAIN_RECIPE: path, STARS_TARGET: target } = config;
  const ofTarget = target ? { target } : {};
  if (path === undefined) return ofTarget;
  try {
    return { ...ofTarget, ...checkRecipe(config.STARS_TRAIN_SIZE, JSON.parse(await readFile(path, 'utf8'))) };
  } catch (cause) {
    const problem = `STARS_TRAIN_RECIPE: ${path} cannot be used: ${(cause as Error).message}`;
    throw new StarsError('STARS_CONFIG_INVALID', problem, { field: 'STARS_TRAIN_RECIPE', cause });
  }
}
