import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventSample, TrainingData } from '@stars/features';
import type { DataOffsets, ModelInputs } from '../model-version.js';
import { CHECKPOINT } from './checkpoint.js';
import { writeRunFile } from './run-file.js';

const FILE = 'plan.json';
/** An unfinished training older than this does not go on: its data would be too old when it serves. */
export const PLAN_AGE_MS = 48 * 3_600_000;

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
  /** Its items, in order. The bus keeps only the newest features of each, so these count whenever they came. */
  items: readonly string[];
  /** Digest of its data as first read. */
  data: string;
  /** The part of an archive that was read. */
  sample?: EventSample;
}

/** A plan whose data have not been read yet. */
export type NewPlan = Omit<RunPlan, 'items' | 'data'>;

export const isBegun = (plan: NewPlan | RunPlan): plan is RunPlan => 'data' in plan;

/** Stores the plan in the run's folder. Errors: `STARS_DISK_FULL`. */
export const writePlan = (folder: string, plan: RunPlan): Promise<void> => writeRunFile(folder, plan, FILE);

/** The run is done: nothing goes on with it. */
export const removePlan = (folder: string): Promise<void> => rm(join(folder, FILE), { force: true });

/** The newest plan of an equal request that was stopped after its first checkpoint and is not too old. @param now ms */
export async function unfinishedPlan(runs: string, request: string, now: number): Promise<RunPlan | undefined> {
  let newest: RunPlan | undefined;
  for (const run of await readdir(runs).catch(() => [])) {
    const folder = join(runs, run);
    const plan = await readPlan(folder);
    if (plan?.request !== request || plan.version !== run || now - plan.begun > PLAN_AGE_MS) continue;
    if (!hasCheckpoint(folder)) continue;
    if (!newest || plan.begun > newest.begun) newest = plan;
  }
  return newest;
}

const hasCheckpoint = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(CHECKPOINT));

/** Whether the training of the folder was not done, or is an evaluation's, which keeps its first fit. */
export const isUnfinished = (folder: string): boolean => existsSync(join(folder, FILE)) || hasCheckpoint(folder);

/** Undefined if there is none that can be read. */
async function readPlan(folder: string): Promise<RunPlan | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, FILE), 'utf8')) as RunPlan;
  } catch {
    // A run without a plan begins anew: nothing but time is lost.
    return undefined;
  }
}

/** Changes with every event, item and user that a training reads, but not with features of items and with signals. */
export function digestOf({ log, items, users }: TrainingData): string {
  const hash = createHash('sha256');
  // One name at a time: all users' as one text would be as large as a text may be.
  const { browsing } = log;
  for (const names of [log.users, log.items, log.regions, browsing?.subjects ?? []])
    for (const name of names) hash.update(`${name}\n`);
  const columns = [log.userOffsets, log.item, log.time, log.type, log.region, log.value, log.session];
  for (const column of [...columns, browsing?.userOffsets, browsing?.subject, browsing?.time]) {
    if (column === undefined) continue;
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  hash.update(JSON.stringify([...items.keys()]));
  for (const entry of users) hash.update(JSON.stringify(entry));
  return hash.digest('hex');
}
