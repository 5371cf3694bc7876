import { RecommendMode } from '@stars/contracts';
import type { ServedRepeats } from '@stars/inference';
import type { ItemScoring, VectorIndex } from '@stars/vector-index';
import { describe, expect, it, vi } from 'vitest';
import { NO_CANDIDATES } from './candidate-search.js';
import type { LiveItemVectors } from './live-item-vectors.js';
import { NamedItemSearch, withNamedItems, withPrior } from './named-item-search.js';
import { failing, fake } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { purchase } from './testing/new-test-history.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestOffset } from './testing/new-test-offset.js';
import { newTestPrior } from './testing/new-test-prior.js';
import { newTestListRequest } from './testing/new-test-request.js';

const ITEMS: Record<string, number[]> = { rye: [1, 2], soap: [3, 4] };
const vectors = { general: Float32Array.of(1, 0), next: Float32Array.of(0, 1), asOf: 0 };
const history = [purchase('rye', 1), purchase('soap', 2), purchase('gone', 3)];
const RHO = { general: 1, next: 2 };
const sum = (s: number, rho: number): number => Math.log(Math.exp(s) + Math.exp(rho));

function newTestSearch() {
  const scores = vi.fn<VectorIndex['scores']>(async (_, { itemIds, queries }: ItemScoring) => ({
    passes: Uint8Array.from(itemIds, (id) => (ITEMS[id] ? 1 : 0)),
    scores: queries.map((q) =>
      Float64Array.from(itemIds, (id) =>
        ITEMS[id] ? ITEMS[id].reduce((all, x, i) => all + x * q[i]!, 0) : Number.NaN,
      ),
    ),
  }));
  const known = { itemIds: ['soap'], vectors: [Float32Array.of(3, 4)], totals: Float64Array.of(5) };
  const liveVectors = vi.fn<LiveItemVectors['of']>(async () => ({
    ...known,
    of: (itemId) => (itemId === 'soap' ? known.vectors[0] : undefined),
  }));
  const repeats: ServedRepeats = { of: (events) => new Map(events.map(({ itemId }) => [itemId, RHO])) };
  const sut = new NamedItemSearch(
    fake<VectorIndex>({ scores }),
    fake<LiveItemVectors>({ of: liveVectors }),
    newTestMetrics().metrics,
  );
  const degradations = newTestDegradations();
  const find = (changes: Partial<Parameters<NamedItemSearch['find']>[0]> = {}) => {
    const request = newTestListRequest({ mode: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN });
    const question = { model: { version: 'm1', repeats }, request, vectors, offset: undefined, history, time: 7 };
    return sut.find({ ...question, ...changes }, degradations, new AbortController().signal);
  };
  return { find, scores, liveVectors, codes: () => codesOf(degradations) };
}

describe('NamedItemSearch', () => {
  it('scores what passes by inner product and ρ, for both vectors', async () => {
    const { find, scores, liveVectors } = newTestSearch();
    const { general, next } = await find();
    expect(general).toEqual([
      { itemId: 'rye', score: expect.closeTo(sum(1, 1)) },
      { itemId: 'soap', score: expect.closeTo(sum(3, 1)) },
    ]);
    expect(next).toEqual([
      { itemId: 'rye', score: expect.closeTo(sum(2, 2)) },
      { itemId: 'soap', score: expect.closeTo(sum(4, 2)) },
    ]);
    expect(scores.mock.calls[0]![1]).toMatchObject({ modelVersion: 'm1', itemIds: ['rye', 'soap', 'gone'] });
    expect(liveVectors).not.toHaveBeenCalled();
  });

  it('asks only for the vector that the mode searches with, and for no excluded item', async () => {
    const { find, scores } = newTestSearch();
    const mode = RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST;
    const lists = await find({ request: newTestListRequest({ mode, excludeItemIds: ['soap'] }) });
    expect(lists.general.map(({ itemId }) => itemId)).toEqual(['rye']);
    expect(lists.next).toEqual([]);
    expect(scores.mock.calls[0]![1].queries).toEqual([vectors.general]);
  });

  it('adds what the live signals of an item are worth', async () => {
    const { find } = newTestSearch();
    const { general } = await find({ offset: newTestOffset({ soap: 5 }) });
    expect(general[1]!.score).toBeCloseTo(sum(3 + 5, 1));
    expect(general[0]!.score).toBeCloseTo(sum(1, 1));
  });

  it('scores what popularity of late favours too, and adds what it changes', async () => {
    const { find } = newTestSearch();
    const prior = newTestPrior({ rye: 2 }, ['rye']);
    const { general, next } = await find({ model: { version: 'm1', prior }, history: [] });
    expect([general, next]).toEqual([[{ itemId: 'rye', score: 3 }], [{ itemId: 'rye', score: 4 }]]);
  });

  it.each([
    ['the model has no repeat head', { model: { version: 'm1' } }],
    ['the user has no history', { history: [] }],
    ['all that the user had is excluded', { request: newTestListRequest({ excludeItemIds: ['rye', 'soap', 'gone'] }) }],
    ['the mode does not search', { request: newTestListRequest({ mode: RecommendMode.RECOMMEND_MODE_BUY_AGAIN }) }],
  ])('is empty without a call if %s', async (_, changes) => {
    const { find, scores } = newTestSearch();
    expect(await find(changes)).toEqual(NO_CANDIDATES);
    expect(scores).not.toHaveBeenCalled();
  });

  it('is empty if the index is away, and says so', async () => {
    const { find, scores, codes } = newTestSearch();
    scores.mockImplementation(failing());
    expect(await find()).toEqual(NO_CANDIDATES);
    expect(codes()).toHaveLength(1);
  });
});

describe('withNamedItems', () => {
  it('sorts both lists by whole scores, each item once, and as long as the search was deep', () => {
    const found = {
      general: [
        { itemId: 'rye', score: 2 },
        { itemId: 'pear', score: 1 },
      ],
      next: [{ itemId: 'pear', score: 4 }],
    };
    const had = {
      general: [
        { itemId: 'rye', score: 0.5 },
        { itemId: 'soap', score: 3 },
      ],
      next: [],
    };
    const { general, next } = withNamedItems(found, had, 2);
    expect(general).toEqual([
      { itemId: 'soap', score: 3 },
      { itemId: 'pear', score: 1 },
    ]);
    expect(next).toEqual(found.next);
  });
});

describe('withPrior', () => {
  it('sorts both lists by the popularity of late', () => {
    const found = {
      general: [
        { itemId: 'rye', score: 2 },
        { itemId: 'pear', score: 1 },
      ],
      next: [{ itemId: 'pear', score: 4 }],
    };
    const prior = newTestPrior({ pear: 5, rye: -1 });
    expect(withPrior(found, undefined)).toBe(found);
    expect(withPrior(found, prior)).toEqual({
      general: [
        { itemId: 'pear', score: 6 },
        { itemId: 'rye', score: 1 },
      ],
      next: [{ itemId: 'pear', score: 9 }],
    });
  });
});
