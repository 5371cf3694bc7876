import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSet,
  type DataFolder,
  makeDataFolder,
  prepareFolder,
  readData,
  readSettings,
  readStored,
  storeText,
} from '@stars/cli';
import { LocalClock, type TrainingData } from '@stars/features';
import type { TrainOptions } from '@stars/training';
import type { Log, Work } from '../logs/log.js';
import { LearningCurve } from './cut-log.js';

/** A log that was imported and read. */
export interface OpenedLog {
  log: Log;
  copy: number;
  folder: DataFolder;
  data: TrainingData;
  clock: LocalClock;
  curve: LearningCurve;
  /** Of the trainings: `small` is what `./stars train` makes. */
  training: TrainOptions['size'];
}

export interface LogsToOpen {
  logs: readonly Log[];
  /** Where logs are imported into, a folder each. */
  root: string;
  /** Default `small`, as `./stars train` has it. */
  training?: TrainOptions['size'];
}

/** Each copy of each log, imported if it was not. */
export async function* openLogs({ logs, root, training = 'small' }: LogsToOpen, work: Work): AsyncGenerator<OpenedLog> {
  for (const log of logs) {
    for (let copy = 1; copy <= (log.copies ?? 1); copy++) {
      yield openLog(log, copy, await importedLog(log, copy, root, work), training, work);
    }
  }
}

const MARK = 'log.json';

/** The data folder of a log. What another import left half done is removed first. */
async function importedLog(log: Log, copy: number, root: string, work: Work): Promise<DataFolder> {
  const path = join(root, log.copies ? `${log.name}-${copy}` : log.name);
  if (readStored(join(path, MARK)) === undefined) {
    rmSync(path, { recursive: true, force: true });
    await log.import(makeDataFolder(path), work, copy);
    storeText(join(path, MARK), JSON.stringify({ log: log.name, copy }));
  }
  const folder = makeDataFolder(path);
  await prepareFolder(folder, 'features', work.progress, work.signal);
  return folder;
}

async function openLog(
  log: Log,
  copy: number,
  folder: DataFolder,
  training: OpenedLog['training'],
  { progress, signal }: Work,
): Promise<OpenedLog> {
  const clock = new LocalClock(readSettings(folder).time_zone);
  const data = await readData(folder, progress, signal);
  const set = buildSet(data.log, clock, { protocol: log.protocol, split: 'test' });
  return { log, copy, folder, data, clock, training, curve: new LearningCurve(set, clock) };
}
