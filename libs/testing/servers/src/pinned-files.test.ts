import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { checkPinned } from './pinned-files.js';

const root = mkdtempSync(join(tmpdir(), 'stars-pinned-'));
const list = join(root, 'list');
const folder = mkdtempSync(join(root, 'jars-'));
/** Of "one" and "two". */
const SUMS = [
  '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
  '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3',
];
beforeEach(() => writeFileSync(list, `${SUMS[0]}  one.jar\n${SUMS[1]}  two.jar\n`));
afterAll(() => rmSync(root, { recursive: true }));

describe('files of a folder', () => {
  it('are what the list says; it may name more', () => {
    writeFileSync(join(folder, 'one.jar'), 'one');
    expect(() => checkPinned(folder, list)).not.toThrow();
  });

  it.each([
    ['differ', 'two.jar', /two.jar has sha256/],
    ['are not in the list', 'three.jar', /three.jar is not in/],
  ])('%s: are refused', (_, name, message) => {
    writeFileSync(join(folder, name), 'other');
    expect(() => checkPinned(folder, list)).toThrow(
      expect.objectContaining({ code: 'STARS_DIGEST_MISMATCH', message: expect.stringMatching(message) }),
    );
    rmSync(join(folder, name));
  });
});
