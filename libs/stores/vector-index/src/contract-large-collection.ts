import { beforeEach, describe, expect, it } from 'vitest';
import { bruteForce, type ContractContext, ids, payload, price, record, seeded, TENANT } from './contract-fixtures.js';
import type { VectorSearch } from './port.js';

/** With so many floats, also an adapter with the least threshold for a graph has one. */
const LARGE = 'large';
const WIDE = 32;

/** Selectivity and recall, at a size where an adapter may search approximately. */
export function describeLargeCollection({ index, seen }: ContractContext): void {
  describe('with 3,000 items in clusters', () => {
    const random = seeded(7);
    const centred = (): number => random() + random() + random() - 1.5;
    const centres = Array.from({ length: 30 }, () => Array.from({ length: WIDE }, centred));
    const around = (noise: number, scale: number): Float32Array => {
      const centre = centres[Math.floor(random() * centres.length)]!;
      return Float32Array.from(centre, (value) => scale * (value + noise * centred()));
    };
    const records = Array.from({ length: 3000 }, (_, i) =>
      record(`item-${String(i).padStart(4, '0')}`, around(0.4, 0.5 + random()), {
        price: random() * 100,
        regions: { few: i % 20 === 0, some: i % 5 === 0, most: i % 5 > 0 },
      }),
    );
    const queries = Array.from({ length: 20 }, () => around(0.6, 1));

    beforeEach(async () => {
      await index().createCollection(TENANT, LARGE, WIDE);
      for (let from = 0; from < records.length; from += 500)
        await index().upsert(TENANT, LARGE, records.slice(from, from + 500));
      await seen(async () => expect(await index().count(TENANT, LARGE)).toBe(records.length));
      await index().activate(TENANT, LARGE);
      // Adapters that prepare their search when asked get the occasion, and a moment.
      await index().search(TENANT, { modelVersion: LARGE, queries, k: 10 });
    });

    it.each([0.1, 1, 10, 50, 100])(
      'gives k whenever k pass a filter of %s percent, and the right ones',
      async (percent) => {
        const search: VectorSearch = { modelVersion: LARGE, queries, k: 100, filter: price(undefined, percent) };
        const lists = await index().search(TENANT, search);
        let found = 0;
        let wanted = 0;
        queries.forEach((query, at) => {
          const truth = bruteForce(records, query, search);
          const hits = new Set(ids(lists[at]));
          expect(hits.size).toBe(truth.length);
          expect(lists[at]!.length).toBe(truth.length);
          wanted += truth.length;
          for (const { itemId } of truth) if (hits.has(itemId)) found++;
        });
        expect(wanted).toBeGreaterThan(0);
        expect(found / wanted).toBeGreaterThanOrEqual(0.98);
      },
    );

    it.each([
      ['few', 150],
      ['some', 600],
      ['most', 2400],
    ])('gives k in a region where %s are in stock, and the right ones', async (region, inStock) => {
      const search: VectorSearch = { modelVersion: LARGE, queries, k: 50, region };
      const lists = await index().search(TENANT, search);
      let found = 0;
      queries.forEach((query, at) => {
        const hits = new Set(ids(lists[at]));
        expect(hits.size).toBe(Math.min(50, inStock));
        for (const { itemId } of bruteForce(records, query, search)) if (hits.has(itemId)) found++;
      });
      expect(found / (50 * queries.length)).toBeGreaterThanOrEqual(0.95);
    });

    it('finds what was written after it was activated, and forgets what was deleted', async () => {
      const changed = records.slice(0, 300).map((item) => ({ ...item, vector: around(0.4, 1), payload: payload() }));
      await index().upsert(TENANT, LARGE, changed);
      const gone = records.slice(300, 600).map(({ itemId }) => itemId);
      await index().delete(TENANT, LARGE, gone);
      const now = [...changed, ...records.slice(600)];
      await seen(async () => expect(await index().count(TENANT, LARGE)).toBe(now.length));
      const search: VectorSearch = { modelVersion: LARGE, queries, k: 100 };
      const lists = await index().search(TENANT, search);
      let found = 0;
      queries.forEach((query, at) => {
        const hits = new Set(ids(lists[at]));
        expect(hits.size).toBe(100);
        for (const itemId of gone) expect(hits.has(itemId)).toBe(false);
        for (const { itemId } of bruteForce(now, query, search)) if (hits.has(itemId)) found++;
      });
      expect(found / (100 * queries.length)).toBeGreaterThanOrEqual(0.95);
    });

    it('is exact where that is asked', async () => {
      const search: VectorSearch = { modelVersion: LARGE, queries, k: 50, filter: price(20, 80), exact: true };
      const lists = await index().search(TENANT, search);
      queries.forEach((query, at) => {
        const truth = bruteForce(records, query, search);
        expect(ids(lists[at])).toEqual(ids(truth));
        lists[at]!.forEach((hit, rank) => {
          expect(hit.score).toBeCloseTo(truth[rank]!.score, 4);
        });
      });
    });
  });
}
