import { type Filter } from '@stars/contracts';
import type { ServedPrior } from '@stars/inference';
import { type VectorIndex, type VectorSearch } from '@stars/vector-index';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CandidateSearch } from './candidate-search.js';
import { failing, fake } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestPrior } from './testing/new-test-prior.js';
import { newTestListRequest, type RequestChanges } from './testing/new-test-request.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

const { signal } = new AbortController();

/** Likes fruit, and looks for cleaning now. */
const user = { general: Float32Array.of(1, 0.1, 0), next: Float32Array.of(0, 0.1, 1), asOf: 0 };

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

async function find(
  changes: RequestChanges & { pool?: number } = {},
  vectors: VectorIndex = stores.vectors,
  prior?: ServedPrior,
) {
  const degradations = newTestDegradations();
  const sut = new CandidateSearch(vectors, newTestMetrics().metrics);
  const request = newTestListRequest(changes);
  const found = await sut.find({ version: 'm1', prior }, request, request.pool, user, degradations, signal);
  const idsOf = (items: readonly { itemId: string }[]) => items.map(({ itemId }) => itemId);
  return { general: idsOf(found.general), next: idsOf(found.next), found, codes: codesOf(degradations) };
}

describe('CandidateSearch', () => {
  it('finds the best items of each vector, best first', async () => {
    const { general, next, found, codes } = await find();
    expect([general, next]).toEqual([
      ['apple', 'pear', 'plum'],
      ['soap', 'bleach', 'roll'],
    ]);
    expect(codes).toEqual([]);
    // 0.1 · 0.1 + 1 · 0.9 of bleach.
    expect(found.next[1]!.score).toBeCloseTo(0.91, 6);
  });

  it('orders more of them by the popularity of late', async () => {
    const { general, found } = await find({ pool: 1 }, stores.vectors, newTestPrior({ rye: 3 }));
    expect(general.slice(0, 2)).toEqual(['rye', 'apple']);
    expect(found.general[0]!.score).toBeCloseTo(3.2, 6);
  });

  it('leaves out items that are excluded, filtered out or not sold in the region, and fills their places', async () => {
    expect((await find({ excludeItemIds: ['apple'] })).general).toEqual(['pear', 'plum', 'rye']);
    expect((await find({ region: 'south' })).general).toEqual(['apple', 'plum', 'rye']);
    const bread: Filter = { expression: { $case: 'in', value: { field: 'category', values: ['bread'] } } };
    expect((await find({ filter: bread })).general).toEqual(['rye', 'roll']);
  });

  it('searches as deep as the pool, not as deep as the answer is long', async () => {
    expect((await find({ shown: 1, pool: 4 })).general).toHaveLength(4);
  });

  it('asks the index once, for its tenant and version, and passes the caller’s signal on', async () => {
    const asked: [string, VectorSearch][] = [];
    const search: VectorIndex['search'] = async (tenant, question) => {
      asked.push([tenant, question]);
      return question.queries.map(() => []);
    };
    await find({ tenantId: 'shop' }, fake<VectorIndex>({ search }));
    expect(asked).toHaveLength(1);
    const [tenant, question] = asked[0]!;
    expect(tenant).toBe('shop');
    expect(question).toMatchObject({ modelVersion: 'm1', queries: [user.general, user.next] });
    expect(question.signal).toBe(signal);
    expect(question).not.toHaveProperty('region');
  });

  it.each([
    ['STARS_UNAVAILABLE', 'STARS_UNAVAILABLE'],
    ['STARS_NOT_FOUND', 'STARS_MODEL_NOT_READY'],
  ] as const)('finds nothing if the index says %s, and the answer says %s', async (failure, code) => {
    const away = fake<VectorIndex>({ search: failing(failure) });
    expect(await find({}, away)).toMatchObject({ general: [], next: [], codes: [code] });
  });
});
