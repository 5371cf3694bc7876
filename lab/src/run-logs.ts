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
import { LocalClock } from '@stars/features';
import type { TrainOptions } from '@stars/training';
import type { Reached } from './curve/cell.js';
import { LearningCurve, type Size } from './curve/cut-log.js';
import { measureCell, type OpenedLog } from './curve/measure-cell.js';
import type { Log, Work } from './logs/log.js';
import type { StoredCells } from './results/stored-cells.js';

export interface LogsRequest {
  logs: readonly Log[];
  /** Absent: all sizes of a log. */
  sizes?: readonly Size[];
  /** Absent: those of a log. */
  seeds?: readonly number[];
  /** Whether cells that are stored are measured again. */
  anew: boolean;
  /** Where logs are imported into, a folder each. */
  root: string;
  cells: StoredCells;
  /** Default `small`, as `./stars train` has it. */
  training?: TrainOptions['size'];
}

/** Measures the cells of the logs that are not stored yet, and stores each as soon as it is done. */
export async function runLogs(request: LogsRequest, work: Work): Promise<void> {
  for (const log of request.logs) {
    for (let copy = 1; copy <= (log.copies ?? 1); copy++) {
      const folder = await importedLog(log, copy, request.root, work);
      await runLog(request, await openLog(log, copy, folder, request.training ?? 'small', work), work);
    }
  }
}

async function runLog({ sizes, seeds, anew, cells }: LogsRequest, opened: OpenedLog, work: Work): Promise<void> {
  const { log, copy, curve } = opened;
  for (const size of sizes ?? curve.sizes) {
    if (!curve.sizes.includes(size)) continue;
    let simple: Reached[] | undefined;
    for (const seed of seeds ?? log.seeds) {
      const stored = anew ? undefined : cells.get({ log: log.name, size, copy, seed });
      if (!stored)
        process.stderr.write(
          `${log.title}${log.copies ? ` (${copy} of ${log.copies})` : ''}, size ${size}, seed ${seed}\n`,
        );
      const cell = stored ?? (await measureCell(opened, { size, seed }, simple, work));
      if (!stored) cells.put(cell);
      simple = cell.simple;
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
  const set = await buildSet(data.log, clock, { protocol: log.protocol, split: 'test' });
  return { log, copy, folder, data, clock, training, curve: new LearningCurve(set, clock) };
}
