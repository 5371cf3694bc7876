import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventSample, TrainingData } from '@stars/features';
import type { DataOffsets, ModelInputs } from '../model-version.js';
import { writeRunFile } from './run-file.js';

const FILE = 'plan.json';
/** Raised whenever an older plan could not be followed. */
const FORMAT = 1;
/** An unfinished training older than this does not go on: its data would be too old when it serves. */
export const PLAN_AGE_MS = 48 * 3_600_000;
/** Heads of the checkpoints of a run. */
const CHECKPOINTS = ['checkpoint-fit.json', 'fitted.json', 'checkpoint-refit.json'];

/** What a training is made of, named once when it begins: it goes on with this, whatever came to the bus later. */
export interface RunPlan {
  /** Digest of what was asked for, data apart. */
  request: string;
  version: string;
  inputs: ModelInputs;
  /** Where its data end. */
  offsets: DataOffsets;
  /** ms since 1970 */
  begun: number;
  /** Digest of its data as first read. */
  data: string;
  /** The part of an archive that was read. */
  sample?: EventSample;
}

/** Stores the plan in the run's folder. Errors: `STARS_DISK_FULL`. */
export const writePlan = (folder: string, plan: RunPlan): Promise<void> =>
  writeRunFile(folder, { format: FORMAT, ...plan }, FILE);

/** The run is done: nothing goes on with it. */
export const removePlan = (folder: string): Promise<void> => rm(join(folder, FILE), { force: true });

/** The newest plan of an equal request that was stopped after its first checkpoint and is not too old. @param now ms */
export async function unfinishedPlan(runs: string, request: string, now: number): Promise<RunPlan | undefined> {
  let newest: RunPlan | undefined;
  for (const run of await readdir(runs).catch(() => [])) {
    const folder = join(runs, run);
    const plan = await readPlan(folder);
    if (plan?.request !== request || plan.version !== run || now - plan.begun > PLAN_AGE_MS) continue;
    if (!CHECKPOINTS.some((name) => existsSync(join(folder, name)))) continue;
    if (!newest || plan.begun > newest.begun) newest = plan;
  }
  return newest;
}

/** Undefined if there is none that can be read. */
export async function readPlan(folder: string): Promise<RunPlan | undefined> {
  try {
    const plan = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as RunPlan & { format: number };
    return plan.format === FORMAT ? plan : undefined;
  } catch {
    // A run without a plan begins anew: nothing but time is lost.
    return undefined;
  }
}

/** Changes with every event, item and user that a training reads, except signals. */
export function digestOf({ log, items, users }: TrainingData): string {
  const hash = createHash('sha256');
  // One name at a time: all users' as one text would be as large as a text may be.
  for (const names of [log.users, log.items, log.regions]) for (const name of names) hash.update(`${name}\n`);
  for (const column of [log.userOffsets, log.item, log.time, log.type, log.region, log.value, log.session]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  for (const [id, { itemVersion, textHash, tags }] of items)
    hash.update(JSON.stringify([id, itemVersion, textHash, tags]));
  for (const entry of users) hash.update(JSON.stringify(entry));
  return hash.digest('hex');
}
