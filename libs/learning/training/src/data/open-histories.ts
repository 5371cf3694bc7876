import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import type { KeepHistories } from '../training-plan.js';
import { HistoryFiles } from './history-files.js';

/** Files of histories in a run's folder, for as long as the run works. Errors of `keep`: `STARS_DISK_FULL`. */
export class OpenHistories {
  readonly #open: HistoryFiles[] = [];

  constructor(private readonly folder: string) {}

  readonly keep: KeepHistories = (histories, regions) => {
    const folder = join(this.folder, `histories-${this.#open.length}`);
    try {
      const files = HistoryFiles.write(folder, histories, regions);
      this.#open.push(files);
      return files;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
      throw new StarsError('STARS_DISK_FULL', `no room left to write ${folder}`, { cause });
    }
  };

  remove(): void {
    for (const files of this.#open.splice(0)) files.remove();
  }
}
