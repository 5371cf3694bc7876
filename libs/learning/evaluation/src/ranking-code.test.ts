import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, rankingCode } from './ranking-code.js';

describe('digestOf', () => {
  let folder: string;
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-code-'));
    for (const name of ['baselines', 'report']) mkdirSync(join(folder, name));
    write('rank.js', 'a');
    write('baselines/one.js', 'b');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['a changed file', 'baselines/one.js', true],
    ['a new file', 'two.js', true],
    ['a Python program', 'rank.py', true],
    ['a page', 'report/page.js', false],
    ['a test', 'baselines/one.test.js', false],
    ['a declaration', 'rank.d.ts', false],
    ['a map', 'rank.js.map', false],
  ])('of %s differs: %#', (_, name, differs) => {
    const before = digestOf([folder]);
    write(name, 'changed');
    expect(digestOf([folder]) !== before).toBe(differs);
  });

  it('tells a name from a content, and the first folder from the second', () => {
    const other = join(folder, 'baselines');
    expect(digestOf([folder, other])).not.toBe(digestOf([other, folder]));
  });
});

it('finds the code that runs', () => {
  expect(rankingCode()).toMatch(/^[0-9a-f]{64}$/);
  expect(rankingCode()).not.toBe(digestOf([]));
});
