import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StarsError } from '@stars/errors';

/** A stored JSON file; undefined if it is missing or not readable as JSON. */
export function readStored<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function store(path: string, value: unknown): void {
  storeText(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The file appears whole or not at all. Errors: `STARS_DISK_FULL`. */
export function storeText(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC'
      ? new StarsError('STARS_DISK_FULL', `no space left to write ${path}`, { cause: error })
      : error;
  }
}
