import { coldStartCollection, type VectorIndex, type VectorSearch } from '@stars/vector-index';
import { describe, expect, it } from 'vitest';
import { ColdStartSearch } from './cold-start-search.js';
import { failing, fake } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestOpenedRequest } from './testing/new-test-opened-request.js';
import { newTestRequest } from './testing/new-test-request.js';

const NONE = { general: [], next: [] };
const user = { general: Float32Array.of(1, 0), next: Float32Array.of(0, 1), asOf: 0 };
const hit = (itemId: string) => ({ itemId, score: 1 });

/** A search over a fake index, for a second stage that records the items it admits. */
function newTestColdStartSearch(search: VectorIndex['search'] = async () => [[hit('a'), hit('b')], [hit('b')]]) {
  const asked: [string, VectorSearch][] = [];
  const admitted: (readonly string[])[] = [];
  const vectors = fake<VectorIndex>({
    search: (...question) => {
      asked.push(question);
      return search(...question);
    },
  });
  const sut = new ColdStartSearch(vectors, newTestMetrics().metrics);
  const degradations = newTestDegradations();
  const opened = newTestOpenedRequest({
    depth: { own: 2, searched: 5, coldStartItems: 4 },
    admit: async (itemIds) => {
      admitted.push(itemIds);
    },
  });
  const { signal } = new AbortController();
  const request = newTestRequest({ excludeItemIds: ['x'], region: 'north' });
  const find = (changes: Partial<typeof opened> = {}, hasVectors = true) =>
    sut.find('m1', request, { ...opened, ...changes }, hasVectors ? user : undefined, degradations, signal);
  return { find, asked, admitted, signal, codes: () => codesOf(degradations) };
}

describe('ColdStartSearch', () => {
  it('searches the collection of cold-start items with both vectors, as deep as the second stage wants', async () => {
    const { find, asked, signal } = newTestColdStartSearch();
    expect(await find()).toEqual({ general: ['a', 'b'], next: ['b'] });
    expect(asked).toEqual([
      [
        'default',
        {
          modelVersion: coldStartCollection('m1'),
          queries: [user.general, user.next],
          k: 4,
          exclude: new Set(['x']),
          region: 'north',
          signal,
        },
      ],
    ]);
  });

  it('admits each of them once before they are ranked', async () => {
    let done = false;
    const { find } = newTestColdStartSearch();
    const admit = async (itemIds: readonly string[]) => {
      expect(itemIds).toEqual(['a', 'b']);
      await Promise.resolve();
      done = true;
    };
    await find({ admit });
    expect(done).toBe(true);
  });

  it('does not search if the model has no cold-start items, or the user has no vectors', async () => {
    const { find, asked, codes } = newTestColdStartSearch();
    expect(await find({ depth: { own: 2, searched: 5, coldStartItems: 0 } })).toEqual(NONE);
    expect(await find({}, false)).toEqual(NONE);
    expect([...asked, ...codes()]).toEqual([]);
  });

  it('admits nothing if no cold-start item is eligible', async () => {
    const { find, admitted, codes } = newTestColdStartSearch(async () => [[], []]);
    expect(await find()).toEqual(NONE);
    expect([...admitted, ...codes()]).toEqual([]);
  });

  it('finds none without the index, or without the store that the second stage reads', async () => {
    const withoutIndex = newTestColdStartSearch(failing());
    expect(await withoutIndex.find()).toEqual(NONE);
    expect(withoutIndex.admitted).toEqual([]);
    expect(withoutIndex.codes()).toEqual(['STARS_UNAVAILABLE']);
    const { find, codes } = newTestColdStartSearch();
    expect(await find({ admit: failing() })).toEqual(NONE);
    expect(codes()).toEqual(['STARS_UNAVAILABLE']);
  });
});
