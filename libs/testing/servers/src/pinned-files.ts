import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';

/**
 * Checks all files in a folder by a list in the form of `sha256sum`. The list may name more than there is.
 * Errors: `STARS_DIGEST_MISMATCH` for a file that differs, or that the list does not name.
 */
export function checkPinned(folder: string, list: string): void {
  const lines = readFileSync(list, 'utf8').trim().split('\n');
  const pinned = new Map(lines.map((line) => line.split(/ {2}/) as [string, string]).map(([sum, name]) => [name, sum]));
  for (const name of readdirSync(folder)) {
    const found = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    const wanted = pinned.get(name);
    if (found === wanted) continue;
    const message = wanted === undefined ? `is not in ${list}` : `has sha256 ${found}, not the pinned ${wanted}`;
    throw new StarsError('STARS_DIGEST_MISMATCH', `${name} ${message}`);
  }
}
