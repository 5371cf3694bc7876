import { CandidateSource, type Filter, RecommendMode } from '@stars/contracts';
import type { OpenedRequest, ScoredItems } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OrdersQuestion, SearchedCandidates } from './candidate-orders.js';
import { failing } from './testing/fake.js';
import { hits, newTestCandidateOrders, question, type Stubs } from './testing/new-test-candidate-orders.js';
import { purchase, view } from './testing/new-test-history.js';
import { newTestOpenedRequest } from './testing/new-test-opened-request.js';
import { newTestPrior } from './testing/new-test-prior.js';
import { newTestListRequest, type RequestChanges } from './testing/new-test-request.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

const {
  CANDIDATE_SOURCE_BUY_AGAIN: OWN,
  CANDIDATE_SOURCE_NEXT_INTENT: NEXT,
  CANDIDATE_SOURCE_GENERAL_INTEREST: GENERAL,
  CANDIDATE_SOURCE_POPULAR: POPULAR,
  CANDIDATE_SOURCE_SIMILAR: SIMILAR,
} = CandidateSource;

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

const searched: SearchedCandidates = {
  found: { general: hits('plum'), next: hits('roll') },
  coldStart: { general: [], next: [] },
};

/** Ranks, and returns what the second stage got. */
async function rank(
  changes: Partial<OrdersQuestion & SearchedCandidates> = {},
  request: RequestChanges & { pool?: number } = {},
  stubs: Stubs = {},
) {
  const { sut, degradations, filterIds, scores, getVectors, codes } = newTestCandidateOrders(stores, stubs);
  const asked = question(changes);
  const rank = vi.fn(asked.opened.rank);
  const orders = await sut.rank(
    newTestListRequest({ shown: 9, mode: RecommendMode.RECOMMEND_MODE_SECOND_STAGE, ...request }),
    { ...asked, opened: { ...asked.opened, rank } },
    { ...searched, ...changes },
    degradations,
  );
  const [given, pool] = rank.mock.calls[0]!;
  const { secondStage: ranked } = orders;
  const scoresOf = ({ ids, general, next }: ScoredItems) =>
    Object.fromEntries(ids.map((itemId, n) => [itemId, [general[n], next[n]]]));
  return {
    ...{ ranked, given, pool, filterIds, getVectors, codes: codes() },
    ids: [...given.eligible.ids].sort(),
    eligible: scoresOf(given.eligible),
    found: scoresOf(given.found),
    asked: scores.mock.calls.map(([, { itemIds }]) => itemIds),
  };
}

describe('CandidateOrders, eligible items', () => {
  const eligible = (
    opened: Partial<OpenedRequest>,
    request: RequestChanges = {},
    stubs: Stubs = {},
    more: Partial<OrdersQuestion> = {},
  ) => rank({ opened: newTestOpenedRequest(opened), ...more }, request, stubs);
  const depth = { own: 1, searched: 2, coldStartItems: 0 };

  it('takes the repeat candidates, popular and similar items that may be in the answer', async () => {
    const opened = { others: ['soap', 'pear', 'caviar'] };
    expect((await eligible(opened, { region: 'north' })).ids).toEqual(['apple', 'pear', 'rye', 'soap']);
    expect((await eligible(opened, { region: 'south', excludeItemIds: ['rye'] })).ids).toEqual(['apple', 'soap']);
    const bread: Filter = { expression: { $case: 'in', value: { field: 'category', values: ['bread'] } } };
    const narrow = await eligible(opened, { filter: bread });
    expect(narrow.eligible).toEqual({ rye: [expect.closeTo(0.1), 1] });
    // The index knows: the catalogue is not asked.
    expect(narrow.filterIds).not.toHaveBeenCalled();
    const mode = RecommendMode.RECOMMEND_MODE_BUY_AGAIN;
    const history = [purchase('rye', 1), view('apple', 2), purchase('pear', 3)];
    expect((await eligible(opened, { mode }, {}, { history })).ids).toEqual(['pear', 'rye']);
  });

  it('asks for all scores in one call, and for further repeat candidates only if the first of them are not enough', async () => {
    const own = ['apple', 'gone', 'rye', 'pear'];
    const soon = await eligible({ own, depth });
    expect(soon.asked).toEqual([['soap', 'pear', 'apple', 'gone', 'plum', 'roll']]);
    expect(soon.ids).toEqual(['apple', 'pear', 'soap']);
    expect(soon.found).toEqual({
      plum: [expect.closeTo(0.8), expect.closeTo(0.2)],
      roll: [0, expect.closeTo(0.9)],
    });
    const late = await eligible({ own: ['gone', 'lost', 'rye', 'bleach'], depth });
    expect(late.asked).toEqual([
      ['soap', 'pear', 'gone', 'lost', 'plum', 'roll'],
      ['rye', 'bleach'],
    ]);
    expect(late.ids).toEqual(['bleach', 'pear', 'rye', 'soap']);
    expect(late.eligible['rye']).toEqual([expect.closeTo(0.1), 1]);
  });

  it('does not count popular items as repeat candidates', async () => {
    const { asked } = await eligible({ own: ['gone', 'lost', 'rye'], others: ['soap', 'apple'], depth });
    expect(asked).toHaveLength(2);
  });

  it('knows what may be in the answer of a user without vectors', async () => {
    const found = await eligible({}, {}, {}, { vectors: undefined });
    expect(found.eligible['apple']).toEqual([Number.NaN, Number.NaN]);
    expect(found.found['plum']).toEqual([Number.NaN, Number.NaN]);
  });

  it('asks the catalogue while the index is away, and finds none without both', async () => {
    const away = await eligible({}, { region: 'north' }, { scores: failing() });
    expect([away.ids, away.codes]).toEqual([['apple', 'pear', 'rye', 'soap'], ['STARS_UNAVAILABLE']]);
    expect([away.eligible['apple'], away.found['plum']]).toEqual(Array(2).fill([Number.NaN, Number.NaN]));
    const neither = await eligible({}, {}, { scores: failing(), filterIds: failing() });
    expect([neither.ids, neither.given.found.ids]).toEqual([[], ['plum', 'roll']]);
  });
});

describe('CandidateOrders, ranking', () => {
  it('names the source of each item: repeat before intent, intent before taste, popular before similar', async () => {
    const { ranked } = await rank({
      opened: newTestOpenedRequest({
        own: ['apple'],
        others: ['soap', 'bleach', 'pear'],
        sources: [POPULAR, POPULAR, SIMILAR],
        depth: { own: 1, searched: 3, coldStartItems: 1 },
      }),
      found: { general: hits('apple', 'plum', 'roll'), next: hits('apple', 'roll') },
      coldStart: { general: ['new1', 'new2'], next: ['new2'] },
    });
    expect(Object.fromEntries(ranked.map(({ itemId, source }) => [itemId, source]))).toEqual({
      apple: OWN,
      roll: NEXT,
      plum: GENERAL,
      soap: POPULAR,
      bleach: POPULAR,
      pear: SIMILAR,
      new1: GENERAL,
      new2: NEXT,
    });
  });

  it('gives the second stage what was found, as deep as it wants, and how many are ranked', async () => {
    const found = { general: hits('plum', 'pear', 'soap'), next: hits('roll', 'rye', 'bleach') };
    const opened = newTestOpenedRequest({ own: [], others: [] });
    const { given, pool, ranked } = await rank({ found, opened }, { shown: 2, pool: 3 });
    expect(given).toMatchObject({ general: ['plum', 'pear'], next: ['roll', 'rye'], coldStartItems: [[], []] });
    expect([...given.found.ids].sort()).toEqual(['pear', 'plum', 'roll', 'rye']);
    expect(pool).toBe(3);
    expect(ranked.map(({ itemId }) => itemId)).toEqual(['pear', 'plum', 'roll']);
  });

  it('gives the best scores of all items, including excluded items with the popularity of late', async () => {
    const opened = newTestOpenedRequest({ own: ['apple', 'rye', 'gone'] });
    const plain = await rank({ opened }, { excludeItemIds: [] });
    expect(plain.given.best).toEqual({ general: 0.5, next: 0.5 });
    expect(plain.getVectors).not.toHaveBeenCalled();
    const excludeItemIds = ['apple', 'rye', 'gone', 'soap'];
    const without = await rank({ opened }, { excludeItemIds });
    expect(without.given.best).toEqual({ general: 1, next: 1 });
    expect(without.getVectors.mock.calls).toEqual([['default', 'm1', ['apple', 'rye', 'gone']]]);
    const raised = await rank(
      { opened, model: { version: 'm1', prior: newTestPrior({ apple: 0.25 }) } },
      { excludeItemIds },
    );
    expect(raised.given.best).toEqual({ general: 1.25, next: 1 });
  });

  it('adds the popularity of late to the scores of all candidates', async () => {
    const plain = await rank();
    const { eligible, found } = await rank({ model: { version: 'm1', prior: newTestPrior({ apple: 2 }) } });
    const [general, next] = plain.eligible['apple']!;
    expect(eligible).toEqual({ ...plain.eligible, apple: [general! + 2, next! + 2] });
    expect(found).toEqual(plain.found);
  });

  it.each<[string, Partial<OrdersQuestion & SearchedCandidates>]>([
    ['the user has no vectors', { vectors: undefined }],
    ['general interest found nothing', { found: { general: [], next: hits('roll') } }],
    ['present intent found nothing', { found: { general: hits('plum'), next: [] } }],
  ])('ranks without the model’s scores if %s', async (_, changes) => {
    const { given, ranked, codes } = await rank(changes);
    expect(given.best).toBeUndefined();
    expect(ranked.length).toBeGreaterThanOrEqual(3);
    expect(codes).toEqual([]);
  });
});
