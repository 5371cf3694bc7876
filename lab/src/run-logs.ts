import type { Reached } from './curve/cell.js';
import type { Size } from './curve/cut-log.js';
import { measureCell, measureLearned } from './curve/measure-cell.js';
import { type LogsToOpen, type OpenedLog, openLogs } from './curve/open-logs.js';
import type { Work } from './logs/log.js';
import { sourceCommit } from './made-by.js';
import type { StoredCells } from './results/stored-cells.js';

export interface LogsRequest extends LogsToOpen {
  /** Absent: all sizes of a log. */
  sizes?: readonly Size[];
  /** Absent: those of a log. */
  seeds?: readonly number[];
  /** Whether cells that are stored are measured again. */
  anew: boolean;
  /** Whether rankings that learn are measured too, on whole logs. */
  learned?: boolean;
  cells: StoredCells;
}

/** Measures the cells of the logs that are not stored yet, and stores each as soon as it is done. */
export async function runLogs(request: LogsRequest, work: Work): Promise<void> {
  for await (const opened of openLogs(request, work)) await runLog(request, opened, work);
}

async function runLog(
  { sizes, seeds, anew, learned, cells }: LogsRequest,
  opened: OpenedLog,
  work: Work,
): Promise<void> {
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
      let cell = stored ?? (await measureCell(opened, { size, seed }, simple, work));
      if (!stored) cells.put(cell);
      simple = cell.simple;
      if (!learned || size !== 'all') continue;
      const { learned: before = [] } = cell;
      const { commit: learnedAt } = sourceCommit();
      for await (const reached of measureLearned(opened, seed, before, work)) {
        cell = { ...cell, learned: [...(cell.learned ?? []), reached], ...(learnedAt ? { learnedAt } : {}) };
        cells.put(cell);
      }
    }
  }
}
