import { existsSync, readFileSync } from 'node:fs';
import { storeText } from '@stars/cli';
import type { StudyRow } from './study-row.js';

/** A study's rows as JSON Lines. */
export class StudyFile {
  constructor(readonly path: string) {}

  rows(): StudyRow[] {
    return existsSync(this.path)
      ? readFileSync(this.path, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as StudyRow)
      : [];
  }

  /** The file has the row whole or not at all. Errors: `STARS_DISK_FULL`. */
  add(row: StudyRow): void {
    storeText(this.path, [...this.rows(), row].map((each) => `${JSON.stringify(each)}\n`).join(''));
  }
}
