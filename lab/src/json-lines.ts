import { existsSync, readFileSync } from 'node:fs';
import { storeText } from '@stars/cli';

/** Finished results as JSON Lines, each stored before the next one begins. */
export class JsonLines<Row> {
  constructor(readonly path: string) {}

  /** A line without its end is no result. */
  rows(): Row[] {
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : '';
    return (text.match(/.+\n/g) ?? []).map((line) => JSON.parse(line) as Row);
  }

  /** The file has the row whole or not at all. Errors: `STARS_DISK_FULL`. */
  add(row: Row): void {
    storeText(this.path, [...this.rows(), row].map((each) => `${JSON.stringify(each)}\n`).join(''));
  }
}
