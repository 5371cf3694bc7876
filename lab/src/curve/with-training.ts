import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataFolder, heldOut, type TrainingRequest, toldTarget, type trainModel, withBus } from '@stars/cli';
import { isStarsError, type StarsError } from '@stars/errors';
import type { TrainingData } from '@stars/features';
import type { EvaluationSet, Split } from '@stars/replay';
import type { OpenedLog } from './open-logs.js';

type EventBus = Parameters<typeof trainModel>[1];

/** What a training on a cut log has. */
export interface CutLog {
  data: TrainingData;
  /** All tested sessions: nothing of them is learned. */
  whole: EvaluationSet;
  seed: number;
  /** Which sessions are held out (default: the test). */
  split?: Split;
}

/** Opens the training that `./stars train` would do on a cut log. It has a folder of its own: nothing of another run is found. */
export async function withTraining<T>(
  { log, folder, clock, training }: OpenedLog,
  { data, whole, seed, split = 'test' }: CutLog,
  use: (place: DataFolder, bus: EventBus, request: TrainingRequest) => Promise<T>,
): Promise<T> {
  const held = heldOut(whole, clock, { protocol: log.protocol, split });
  const root = await mkdtemp(join(folder.root, 'training-'));
  const place = { ...folder, root, models: join(root, 'models') };
  const recipe = toldTarget(data.log, held, whole.target);
  const request = { size: training, seed, recipe, data, publish: false, ...held };
  try {
    return await withBus(folder, (bus) => use(place, bus, request));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The error of a training that had too little to learn from. Another error is thrown again. */
export function notEnoughData(error: unknown): StarsError {
  if (!isStarsError(error) || error.code !== 'STARS_NOT_ENOUGH_DATA') throw error;
  return error;
}
