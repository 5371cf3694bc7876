import { existsSync, readFileSync } from 'node:fs';
import { parseStudyRows, type StudyRow } from '@stars/evaluation';
import { storeText } from '../stored.js';

/** A study's rows as JSON Lines. */
export class StudyFile {
  constructor(readonly path: string) {}

  rows(): StudyRow[] {
    return existsSync(this.path) ? parseStudyRows(readFileSync(this.path, 'utf8')) : [];
  }

  /** The file has the row whole or not at all. Errors: `STARS_DISK_FULL`. */
  add(row: StudyRow): void {
    storeText(this.path, [...this.rows(), row].map((each) => `${JSON.stringify(each)}\n`).join(''));
  }
}
