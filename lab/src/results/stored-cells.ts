import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readStored, storeText } from '@stars/cli';
import type { Cell } from '../curve/cell.js';

type CellName = Pick<Cell, 'log' | 'size' | 'copy' | 'seed'>;

/** The figures of each cell in a file of its own: a run that was stopped goes on with those that are missing. */
export class StoredCells {
  constructor(private readonly folder: string) {}

  get(cell: CellName): Cell | undefined {
    return readStored<Cell>(this.#pathOf(cell));
  }

  put(cell: Cell): void {
    storeText(this.#pathOf(cell), JSON.stringify(cell));
  }

  /** Cells of the named logs. */
  all(logs: readonly string[]): Cell[] {
    return logs.flatMap((log) => {
      const folder = join(this.folder, log);
      return filesOf(folder).flatMap((file) => readStored<Cell>(join(folder, file)) ?? []);
    });
  }

  #pathOf({ log, size, copy, seed }: CellName): string {
    return join(this.folder, log, `${size}-${copy}-${seed}.json`);
  }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}
