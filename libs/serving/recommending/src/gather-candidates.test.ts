import { type Filter, InteractionType } from '@stars/contracts';
import type { ServedOffsets } from '@stars/inference';
import { coldStartCollection } from '@stars/vector-index';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelCandidates } from './gather-candidates.js';
import { failing } from './testing/fake.js';
import { newTestAnswer, type TestAnswerOptions, vectors } from './testing/new-test-answer.js';
import { purchase, view } from './testing/new-test-history.js';
import { newTestOffset } from './testing/new-test-offset.js';
import { newTestPrior } from './testing/new-test-prior.js';
import { newTestSecondStage } from './testing/new-test-second-stage.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

const idsOf = (items: readonly { itemId: string }[]) => items.map(({ itemId }) => itemId);
const user = { history: [purchase('apple', 1), purchase('rye', 2)], vectors };

describe('CandidateGatherer, from memory', () => {
  /** Gathers, and returns what the second stage was asked. */
  async function gather(options: TestAnswerOptions, ...asked: Parameters<ReturnType<typeof newTestAnswer>['gather']>) {
    const test = newTestAnswer(stores, options);
    const gathered = await test.gather(...asked);
    return { ...test, ...gathered, moments: test.secondStage.gather.mock.calls.map(([, moment]) => moment) };
  }

  it('asks for the history and the moment, and searches with the vectors that the context of its region moved', async () => {
    const regions: string[] = [];
    const offsets: ServedOffsets = {
      at: async ({ region }) => {
        regions.push(region);
        return { offset: newTestOffset([0, 5, 0]), staleSignals: [] };
      },
    };
    const { candidates, secondStage, search } = await gather({ model: { offsets } }, {}, { user, time: 7 });
    expect(secondStage.gather.mock.calls).toEqual([[user.history, { time: 7, region: '', onlyNew: false, seeds: [] }]]);
    expect(regions).toEqual(['north']);
    const moved = [Float32Array.of(1, 5, 0), Float32Array.of(0, 6, 0)];
    expect(search.mock.calls[0]![1].queries).toEqual(moved);
    // The vectors of the profile store are shared and do not change.
    expect(vectors.general).toEqual(Float32Array.of(1, 0, 0));
    expect((candidates as ModelCandidates).offset).toBeDefined();
  });

  it('goes without signals if these cannot be read, and the answer says so', async () => {
    const secondStage = newTestSecondStage();
    secondStage.gather.mockImplementationOnce(failing());
    const { moments, codes } = await gather({ secondStage }, {}, { user });
    expect(moments.map(({ withoutSignals }) => withoutSignals)).toEqual([undefined, true]);
    expect(codes).toEqual(['STARS_UNAVAILABLE']);
  });

  it('asks for unseen items only if all items of the user’s history are excluded', async () => {
    const onlyNew = async (excludeItemIds: string[]) => {
      const { moments } = await gather({ secondStage: newTestSecondStage() }, { excludeItemIds }, { user });
      return moments[0]!.onlyNew;
    };
    expect(await onlyNew(['rye', 'apple', 'soap'])).toBe(true);
    expect(await onlyNew(['rye'])).toBe(false);
  });

  it('takes only what the model predicts for what the user had', async () => {
    const model = { kinds: { target: PURCHASE, weights: new Map([[VIEW, 0.2]]) } };
    const onlyNew = async (...history: (typeof user)['history']) => {
      const { moments } = await gather({ model }, { excludeItemIds: ['rye'] }, { user: { history } });
      return moments[0]!.onlyNew;
    };
    expect(await onlyNew(purchase('rye', 1), view('apple', 2))).toBe(true);
    expect(await onlyNew(view('apple', 2))).toBe(false);
  });
});

describe('CandidateGatherer, by searches', () => {
  async function find(
    options: TestAnswerOptions = {},
    ...asked: Parameters<ReturnType<typeof newTestAnswer>['gather']>
  ) {
    const { gather, search } = newTestAnswer(stores, options);
    const { candidates, codes } = await gather(...asked);
    const { found } = candidates as ModelCandidates;
    return { found, general: idsOf(found.general), next: idsOf(found.next), codes, search };
  }
  /** Likes fruit, and looks for cleaning now. */
  const shopper = {
    history: [],
    vectors: { general: Float32Array.of(1, 0.1, 0), next: Float32Array.of(0, 0.1, 1), asOf: 0 },
  };

  it('finds the best items of each vector, best first', async () => {
    const { general, next, found, codes } = await find({}, { shown: 3 }, { user: shopper });
    expect([general, next]).toEqual([
      ['apple', 'pear', 'plum'],
      ['soap', 'bleach', 'roll'],
    ]);
    expect(codes).toEqual([]);
    // 0.1 · 0.1 + 1 · 0.9 of bleach.
    expect(found.next[1]!.score).toBeCloseTo(0.91, 6);
  });

  it('orders more of them by recent popularity', async () => {
    const { general, found } = await find(
      { model: { prior: newTestPrior({ rye: 3 }) } },
      { shown: 1 },
      { user: shopper },
    );
    expect(general.slice(0, 2)).toEqual(['rye', 'apple']);
    expect(found.general[0]!.score).toBeCloseTo(3.2, 6);
  });

  it('leaves out items that are excluded, filtered out or not sold in the region, and fills their places', async () => {
    const general = async (changes: object) => (await find({}, { shown: 3, ...changes }, { user: shopper })).general;
    expect(await general({ excludeItemIds: ['apple'] })).toEqual(['pear', 'plum', 'rye']);
    expect(await general({ region: 'south' })).toEqual(['apple', 'plum', 'rye']);
    const bread: Filter = { expression: { $case: 'in', value: { field: 'category', values: ['bread'] } } };
    expect(await general({ filter: bread })).toEqual(['rye', 'roll']);
  });

  it('searches as deep as the second stage wants, and never less deep than the pool', async () => {
    for (const [depth, pool, k] of [
      [50, 3, 50],
      [1, 4, 4],
    ] as const) {
      const secondStage = newTestSecondStage({ depth: { own: 2, searched: depth, coldStartItems: 0 } });
      const { search } = await find({ secondStage }, { shown: 1, pool }, { user: shopper });
      expect(search.mock.calls.map(([, asked]) => asked.k)).toEqual([k]);
    }
  });

  it('asks the index once, for its tenant and version, and passes the caller’s signal on', async () => {
    const { signal } = new AbortController();
    const { search } = await find({}, { tenantId: 'default' }, { signal });
    expect(search).toHaveBeenCalledTimes(1);
    const [tenant, asked] = search.mock.calls[0]!;
    expect(tenant).toBe('default');
    expect(asked).toMatchObject({ modelVersion: 'm1', queries: [vectors.general, vectors.next] });
    expect(asked.signal).toBe(signal);
    expect(asked).toMatchObject({ region: '' });
  });

  it.each([
    ['STARS_UNAVAILABLE', 'STARS_UNAVAILABLE'],
    ['STARS_NOT_FOUND', 'STARS_MODEL_NOT_READY'],
  ] as const)('finds nothing if the index says %s, and the answer says %s', async (failure, code) => {
    const { gather, search } = newTestAnswer(stores);
    search.mockImplementation(failing(failure));
    const { candidates, codes } = await gather();
    expect((candidates as ModelCandidates).found).toEqual({ general: [], next: [] });
    expect(codes).toEqual([code]);
  });

  it('searches nothing for a user without vectors', async () => {
    const { search, general, codes } = await find({}, {}, { user: { history: [] } });
    expect(search).not.toHaveBeenCalled();
    expect([general, codes]).toEqual([[], []]);
  });

  it('gathers nothing more for a caller who is gone', async () => {
    const { gather, search, scores } = newTestAnswer(stores);
    const abort = new AbortController();
    search.mockImplementation(async () => {
      abort.abort(new Error('gone'));
      return [];
    });
    await expect(gather({}, { signal: abort.signal })).rejects.toThrow('gone');
    expect(scores).not.toHaveBeenCalled();
  });
});

describe('CandidateGatherer, among cold-start items', () => {
  const hit = (itemId: string) => ({ itemId, score: 1 });

  async function find(hits = [[hit('a'), hit('b')], [hit('b')]], coldStartItems = 4, hasVectors = true) {
    const secondStage = newTestSecondStage({ depth: { own: 2, searched: 2, coldStartItems } });
    const test = newTestAnswer(stores, { secondStage });
    const { search } = test;
    const real = search.getMockImplementation()!;
    const coldStart = coldStartCollection('m1');
    search.mockImplementation(async (tenant, asked) => (asked.modelVersion === coldStart ? hits : real(tenant, asked)));
    const gather = async () => {
      const changes = { excludeItemIds: ['x'], region: 'north' };
      const { candidates, codes } = await test.gather(changes, hasVectors ? {} : { user: { history: [] } });
      const asked = search.mock.calls.map(([, question]) => question).filter((each) => each.modelVersion === coldStart);
      return { found: (candidates as ModelCandidates).served.coldStartItems, codes, asked };
    };
    return { ...test, gather, secondStage };
  }

  it('searches their collection with both vectors, as deep as the second stage wants, and admits each once', async () => {
    const { gather, secondStage } = await find();
    const { found, asked } = await gather();
    expect(found).toEqual([['a', 'b'], ['b']]);
    const question = { queries: [vectors.general, vectors.next], k: 4, exclude: new Set(['x']), region: 'north' };
    expect(asked).toEqual([expect.objectContaining(question)]);
    expect(secondStage.admit.mock.calls).toEqual([[['a', 'b']]]);
  });

  it('does not search if the model has no cold-start items, or the user has no vectors', async () => {
    for (const asked of [await find([], 0), await find([], 4, false)]) {
      expect(await asked.gather()).toEqual({ found: [[], []], codes: [], asked: [] });
    }
  });

  it('admits nothing if no cold-start item is eligible', async () => {
    const { gather, secondStage } = await find([[], []]);
    expect(await gather()).toMatchObject({ found: [[], []], codes: [] });
    expect(secondStage.admit).not.toHaveBeenCalled();
  });

  it('finds none without the store that the second stage reads', async () => {
    const { gather, secondStage } = await find();
    secondStage.admit.mockImplementation(failing());
    expect(await gather()).toMatchObject({ found: [[], []], codes: ['STARS_UNAVAILABLE'] });
  });
});
