import { join } from 'node:path';
import { readStored, store } from '@stars/cli';

/** Counts a measurement on the test split before anybody can see it. @returns How many there were, this one included. */
export function countTestLook(folder: string, now = new Date()): number {
  const path = join(folder, 'test-looks.json');
  const looks = [...(readStored<string[]>(path) ?? []), now.toISOString()];
  store(path, looks);
  return looks.length;
}
