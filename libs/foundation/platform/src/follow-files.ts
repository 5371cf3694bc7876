import { readFile } from 'node:fs/promises';
import { repeat } from './repeat.js';

/** Time between two looks at files, ms. */
const LOOK_MS = 1000;

/**
 * Calls `onChange` with the contents of files whenever one of them has changed, as mounted secrets do. Contents are compared:
 * file systems differ in what they tell of a change. What cannot be read or used goes to `onError`, once until it changes again.
 * @param given the contents that are in use. Returns what stops it.
 */
export function followFiles(
  paths: readonly string[],
  given: readonly Buffer[],
  onChange: (contents: Buffer[]) => void,
  onError: (error: unknown) => void,
  everyMs = LOOK_MS,
): () => Promise<void> {
  let seen = fingerprint(given);
  return repeat(everyMs, async () => {
    let contents: Buffer[] | Error;
    try {
      contents = await Promise.all(paths.map((path) => readFile(path)));
    } catch (error) {
      contents = error as Error;
    }
    const found = contents instanceof Error ? contents.message : fingerprint(contents);
    if (found === seen) return;
    seen = found;
    try {
      if (contents instanceof Error) throw contents;
      onChange(contents);
    } catch (error) {
      onError(error);
    }
  });
}

const fingerprint = (contents: readonly Buffer[]): string =>
  contents.map((content) => content.toString('base64')).join(' ');
