import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectSameShare } from './complete-journey.js';
import { makeDataFolder } from './data-folder.js';
import { store } from './stored.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stars-share-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('expectSameShare', () => {
  const expectShare = (share: number) => expect(() => expectSameShare(makeDataFolder(root), share));
  const imported = (report: object) => store(join(root, 'complete-journey.json'), report);

  it('takes any share into an empty folder', () => expectShare(16).not.toThrow());

  it.each([16, 1])('takes only the share that is there: %d', (sample) => {
    imported({ sample });
    expectShare(sample).not.toThrow();
    expectShare(sample + 1).toThrow(/already: name another folder with --data/);
  });
});
