import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeptLists } from '@stars/evaluation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { TestEvaluationCounter, testEvaluations } from './test-evaluations.js';

const KEY = { ranker: 'r', identity: '', explore: false, k: 10 };
const LISTS = { k: 10, items: new Int32Array(10) };
const none: KeptLists = { get: async () => undefined, put: async () => undefined };

describe('the count of test evaluations', () => {
  let folder: DataFolder;
  beforeEach(() => {
    folder = openDataFolder(mkdtempSync(join(tmpdir(), 'stars-test-evaluations-')));
  });
  afterEach(() => rmSync(folder.root, { recursive: true, force: true }));

  const counter = (evaluation: string, model = 'm') =>
    new TestEvaluationCounter(folder, evaluation, model, () => new Date('2026-01-31T10:00:00Z'));
  /** An evaluation that makes so many new lists. If it is killed, it does not finish. */
  async function evaluation(id: string, options: { lists: number; model?: string; killed?: boolean }): Promise<number> {
    const evaluations = counter(id, options.model);
    const kept = evaluations.watch(none);
    for (let n = 0; n < options.lists; n++) await kept.put({ ...KEY, ranker: `r${n}` }, LISTS);
    return options.killed ? evaluations.count : evaluations.finish();
  }

  it('grows by one for each evaluation that measures new lists, however many', async () => {
    expect(await evaluation('a', { lists: 3 })).toBe(1);
    expect(await evaluation('b', { lists: 1 })).toBe(2);
    expect(await evaluation('a', { lists: 1, model: 'another' })).toBe(3);
    expect(testEvaluations(folder)[0]).toEqual({
      time: '2026-01-31T10:00:00.000Z',
      evaluation: 'a',
      model_version: 'm',
      finished: true,
    });
  });

  it('does not grow if all lists were known', async () => {
    await evaluation('a', { lists: 1 });
    expect(await evaluation('a', { lists: 0 })).toBe(1);
  });

  it('does not grow after a kill, and grows after the report', async () => {
    expect(await evaluation('a', { lists: 1, killed: true })).toBe(1);
    expect(await evaluation('a', { lists: 1, killed: true })).toBe(1);
    expect(await evaluation('a', { lists: 1 })).toBe(1);
    expect(await evaluation('a', { lists: 1 })).toBe(2);
  });

  it('grows before the lists can be used, and they are passed on', async () => {
    const seen: unknown[] = [];
    const inner: KeptLists = {
      get: async (key, sessions) => {
        seen.push([key, sessions]);
        return LISTS;
      },
      put: async (...args) => {
        seen.push([...args, testEvaluations(folder).length]);
      },
    };
    const kept = counter('a').watch(inner);
    expect(await kept.get(KEY, 1)).toBe(LISTS);
    await kept.put(KEY, LISTS);
    expect(seen).toEqual([
      [KEY, 1],
      [KEY, LISTS, 1],
    ]);
  });
});
