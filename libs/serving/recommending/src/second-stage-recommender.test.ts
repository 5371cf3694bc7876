import { CandidateSource, type Filter } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import type { OpenedRequest, ServedScores } from '@stars/ranking';
import type { VectorIndex } from '@stars/vector-index';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type SecondStageQuestion, SecondStageRecommender } from './second-stage-recommender.js';
import { failing, withMethods } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestOffset } from './testing/new-test-offset.js';
import { newTestOpenedRequest } from './testing/new-test-opened-request.js';
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

function newTestRecommender(stubs: Partial<Pick<ItemCatalog, 'filterIds'> & Pick<VectorIndex, 'getVectors'>> = {}) {
  const filterIds = vi.fn<ItemCatalog['filterIds']>(
    stubs.filterIds ?? ((...asked) => stores.catalog.filterIds(...asked)),
  );
  const getVectors = vi.fn<VectorIndex['getVectors']>(
    stubs.getVectors ?? ((...asked) => stores.vectors.getVectors(...asked)),
  );
  const catalog = withMethods(stores.catalog, { filterIds });
  const sut = new SecondStageRecommender(
    catalog,
    withMethods(stores.vectors, { getVectors }),
    newTestMetrics().metrics,
  );
  const degradations = newTestDegradations();
  return { sut, degradations, filterIds, getVectors, codes: () => codesOf(degradations) };
}

describe('SecondStageRecommender, eligible items', () => {
  const eligible = async (opened: Partial<OpenedRequest>, changes: RequestChanges = {}, stubs = {}) => {
    const { sut, degradations, filterIds, codes } = newTestRecommender(stubs);
    const ids = await sut.eligible(newTestListRequest(changes), newTestOpenedRequest(opened), degradations);
    return { ids: [...ids].sort(), asked: filterIds.mock.calls.map(([, given]) => given), codes: codes() };
  };
  const depth = { own: 1, searched: 2, coldStartItems: 0 };

  it('takes the repeat candidates, popular and similar items that may be in the answer, each once', async () => {
    const opened = { popular: ['soap', 'pear'], similar: ['pear', 'caviar'] };
    expect((await eligible(opened, { region: 'north' })).ids).toEqual(['apple', 'pear', 'rye', 'soap']);
    expect((await eligible(opened, { region: 'south', excludeItemIds: ['rye'] })).ids).toEqual(['apple', 'soap']);
    const bread: Filter = { expression: { $case: 'in', value: { field: 'category', values: ['bread'] } } };
    expect((await eligible(opened, { filter: bread })).ids).toEqual(['rye']);
  });

  it('checks all repeat candidates only if the first of them are not enough', async () => {
    const own = ['apple', 'gone', 'rye', 'pear'];
    const soon = await eligible({ own, depth });
    expect(soon.asked).toEqual([['soap', 'pear', 'apple', 'gone']]);
    expect(soon.ids).toEqual(['apple', 'pear', 'soap']);
    const late = await eligible({ own: ['gone', 'lost', 'rye', 'plum'], depth });
    expect(late.asked).toEqual([
      ['soap', 'pear', 'gone', 'lost'],
      ['rye', 'plum'],
    ]);
    expect(late.ids).toEqual(['pear', 'plum', 'rye', 'soap']);
  });

  it('does not count popular items as repeat candidates', async () => {
    const { asked } = await eligible({ own: ['gone', 'lost', 'rye'], popular: ['soap', 'apple'], depth });
    expect(asked).toHaveLength(2);
  });

  it('finds none while the catalogue is away', async () => {
    expect(await eligible({}, {}, { filterIds: failing() })).toMatchObject({ ids: [], codes: ['STARS_UNAVAILABLE'] });
  });
});

describe('SecondStageRecommender, ranking', () => {
  const vectors = { general: Float32Array.of(1, 0, 0), next: Float32Array.of(0, 1, 0), asOf: 0 };
  const hits = (...itemIds: string[]) => itemIds.map((itemId, place) => ({ itemId, score: 0.5 - place / 10 }));
  const question = (changes: Partial<SecondStageQuestion> = {}): SecondStageQuestion => ({
    modelVersion: 'm1',
    opened: newTestOpenedRequest(),
    eligible: ['apple', 'soap', 'pear'],
    vectors,
    found: { general: hits('plum'), next: hits('roll') },
    coldStart: { general: [], next: [] },
    ...changes,
  });

  /** Ranks, and returns what the second stage got. */
  async function rank(
    changes: Partial<SecondStageQuestion> = {},
    request: RequestChanges & { pool?: number } = {},
    stubs = {},
  ) {
    const { sut, degradations, getVectors, codes } = newTestRecommender(stubs);
    const asked = question(changes);
    const rank = vi.fn(asked.opened.rank);
    const opened = { ...asked.opened, rank };
    const ranked = await sut.rank(newTestListRequest({ shown: 9, ...request }), { ...asked, opened }, degradations);
    const [candidates, scores, pool] = rank.mock.calls[0]!;
    return { ranked, candidates, scores: scores as ServedScores, pool, getVectors, codes: codes() };
  }

  it('names the source of each item: repeat before intent, intent before taste, popular before similar', async () => {
    const { ranked } = await rank({
      eligible: ['apple', 'soap', 'pear', 'bleach'],
      opened: newTestOpenedRequest({
        own: ['apple'],
        popular: ['soap', 'bleach'],
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
    const { candidates, pool, ranked } = await rank({ found, eligible: [] }, { shown: 2, pool: 3 });
    expect(candidates).toMatchObject({ general: ['plum', 'pear'], next: ['roll', 'rye'], coldStartItems: [[], []] });
    expect([...candidates.eligible].sort()).toEqual(['pear', 'plum', 'roll', 'rye']);
    expect(pool).toBe(3);
    expect(ranked.map(({ itemId }) => itemId)).toEqual(['pear', 'plum', 'roll']);
  });

  it('gives the best scores of all items, including excluded items with their signals', async () => {
    const opened = newTestOpenedRequest({ own: ['apple', 'rye', 'gone'] });
    const plain = await rank({ opened }, { excludeItemIds: [] });
    expect([plain.scores.bestGeneral, plain.scores.bestNext]).toEqual([0.5, 0.5]);
    const excludeItemIds = ['apple', 'rye', 'gone', 'soap'];
    const without = await rank({ opened, eligible: [] }, { excludeItemIds });
    expect([without.scores.bestGeneral, without.scores.bestNext]).toEqual([1, 1]);
    expect(without.getVectors.mock.calls).toEqual([['default', 'm1', ['plum', 'roll', 'apple', 'rye', 'gone']]]);
    const raised = await rank({ opened, eligible: [], offset: newTestOffset({ apple: 0.25 }) }, { excludeItemIds });
    expect([raised.scores.bestGeneral, raised.scores.bestNext]).toEqual([1.25, 1]);
  });

  it('gives the vectors of the candidates only', async () => {
    const { scores } = await rank({ eligible: ['soap', 'gone'] }, { excludeItemIds: ['apple'] });
    expect(scores.general).toBe(vectors.general);
    expect(scores.vectorOf('soap')).toEqual(Float32Array.of(0, 0, 1));
    expect([scores.vectorOf('gone'), scores.vectorOf('apple')]).toEqual([undefined, undefined]);
  });

  it.each<[string, Partial<SecondStageQuestion>]>([
    ['the user has no vectors', { vectors: undefined }],
    ['general interest found nothing', { found: { general: [], next: hits('roll') } }],
    ['present intent found nothing', { found: { general: hits('plum'), next: [] } }],
  ])('ranks without the model’s scores if %s', async (_, changes) => {
    const { scores, ranked, getVectors, codes } = await rank(changes);
    expect(scores).toBeUndefined();
    expect(ranked.length).toBeGreaterThanOrEqual(3);
    expect(getVectors).not.toHaveBeenCalled();
    expect(codes).toEqual([]);
  });

  it('ranks without the model’s scores while the index is away, and says so', async () => {
    const { scores, ranked, codes } = await rank({}, {}, { getVectors: failing() });
    expect(scores).toBeUndefined();
    expect(ranked).toHaveLength(5);
    expect(codes).toEqual(['STARS_UNAVAILABLE']);
  });
});
