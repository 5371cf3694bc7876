import type { Filter } from '@stars/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeAgainstBruteForce } from './contract-brute-force.js';
import {
  axis,
  type ContractContext,
  ids,
  inField,
  payload,
  price,
  record,
  TENANT,
  VERSION,
  WIDTH,
} from './contract-fixtures.js';
import { describeItemScores } from './contract-item-scores.js';
import { describeLargeCollection } from './contract-large-collection.js';
import type { VectorHit, VectorIndex, VectorSearch } from './port.js';

export interface VectorIndexUnderTest {
  index: VectorIndex;
  /** How long a write may take to be seen (ms); 0: seen when the call returns. */
  visibilityMs: number;
  /** Frees what the test used, the index included. */
  dispose(): Promise<void>;
}

/** What every adapter of the port must do, whatever it searches with. */
export function describeVectorIndexContract(name: string, factory: () => Promise<VectorIndexUnderTest>): void {
  describe(`${name}: vector index contract`, () => {
    let subject: VectorIndexUnderTest;
    let index: VectorIndex;

    beforeEach(async () => {
      subject = await factory();
      index = subject.index;
      await index.createCollection(TENANT, VERSION, WIDTH);
    });
    afterEach(async () => {
      await subject.dispose();
    });

    /** Checks at once where writes are seen at once, else until it holds or time is up. */
    async function seen(check: () => Promise<void>): Promise<void> {
      if (subject.visibilityMs === 0) return check();
      await expect.poll(() => check().then(() => 'seen', String), { timeout: subject.visibilityMs }).toBe('seen');
    }
    const context: ContractContext = { index: () => index, seen };
    async function find(part: Partial<VectorSearch>, query = axis(0)): Promise<VectorHit[]> {
      const [hits] = await index.search(TENANT, { modelVersion: VERSION, queries: [query], k: 10, ...part });
      return hits!;
    }

    it('orders by inner product, not by angle, and scores with it', async () => {
      await index.upsert(TENANT, VERSION, [
        record('near', axis(0, 1)),
        record('long', axis(0, 3)),
        record('away', axis(0, -1)),
      ]);
      await seen(async () => {
        const hits = await find({}, axis(0, 2));
        expect(ids(hits)).toEqual(['long', 'near', 'away']);
        expect(hits.map((hit) => hit.score)).toEqual([6, 2, -2]);
      });
    });

    it('answers a batch of queries in their order', async () => {
      await index.upsert(TENANT, VERSION, [record('x', axis(0)), record('y', axis(1))]);
      await seen(async () => {
        const lists = await index.search(TENANT, { modelVersion: VERSION, queries: [axis(1), axis(0)], k: 1 });
        expect(lists.map(ids)).toEqual([['y'], ['x']]);
      });
      expect(await index.search(TENANT, { modelVersion: VERSION, queries: [], k: 1 })).toEqual([]);
    });

    it('breaks ties by the lower item id', async () => {
      await index.upsert(
        TENANT,
        VERSION,
        ['c', 'a', 'd', 'b'].map((itemId) => record(itemId, axis(0))),
      );
      await seen(async () => expect(ids(await find({ k: 3 }))).toEqual(['a', 'b', 'c']));
    });

    it('breaks ties so also where many more tie than are asked for, or are better', async () => {
      const name = (i: number): string => `item-${String((i * 37) % 100).padStart(2, '0')}`;
      const records = Array.from({ length: 100 }, (_, i) => record(name(i), axis(0, i < 3 ? 2 : 1)));
      await index.upsert(TENANT, VERSION, records);
      const better = [name(0), name(1), name(2)].sort();
      const others = records.map(({ itemId }) => itemId).filter((itemId) => !better.includes(itemId));
      await seen(async () => {
        for (const k of [1, 3, 5, 20, 99, 100, 101]) {
          expect(ids(await find({ k }))).toEqual([...better, ...others.sort()].slice(0, k));
        }
      });
    });

    it('filters by brand, category, price, attribute and id, and combines', async () => {
      await index.upsert(TENANT, VERSION, [
        record('milk', axis(0, 3), {
          brand: 'farm',
          category: ['dairy', 'milk'],
          price: 2,
          attributes: { organic: true },
        }),
        record('cheese', axis(0, 2), { brand: 'farm', category: ['dairy', 'cheese'], price: 8 }),
        record('bread', axis(0, 1), { brand: 'oven', category: ['bakery'] }),
      ]);
      const cases: [Filter, string[]][] = [
        [inField('brand', 'farm'), ['milk', 'cheese']],
        [inField('category', 'cheese', 'bakery'), ['cheese', 'bread']],
        [price(2, 7.5), ['milk']],
        [inField('attributes.organic', 'true'), ['milk']],
        [inField('item_id', 'bread', 'nothing'), ['bread']],
        [{ expression: { $case: 'not', value: price(0) } }, ['bread']],
        [{ expression: { $case: 'all', value: { operands: [inField('brand', 'farm'), price(3)] } } }, ['cheese']],
        [
          { expression: { $case: 'any', value: { operands: [inField('brand', 'oven'), price(3)] } } },
          ['cheese', 'bread'],
        ],
      ];
      await seen(async () => {
        for (const [filter, expected] of cases) expect(ids(await find({ filter }))).toEqual(expected);
      });
    });

    it('keeps to what is in stock in the region; no regions at all means everywhere', async () => {
      await index.upsert(TENANT, VERSION, [
        record('everywhere', axis(0, 3)),
        record('here', axis(0, 2), { regions: { north: true, south: false } }),
        record('there', axis(0, 1), { regions: { south: true } }),
      ]);
      await seen(async () => {
        expect(ids(await find({ region: 'north' }))).toEqual(['everywhere', 'here']);
        expect(ids(await find({ region: 'south' }))).toEqual(['everywhere', 'there']);
        expect(ids(await find({ region: 'west' }))).toEqual(['everywhere']);
        expect(ids(await find({ filter: inField('in_stock', 'south') }))).toEqual(['everywhere', 'there']);
      });
    });

    it('leaves out excluded items and fills their places', async () => {
      await index.upsert(
        TENANT,
        VERSION,
        ['a', 'b', 'c', 'd'].map((itemId, i) => record(itemId, axis(0, 4 - i))),
      );
      await seen(async () =>
        expect(ids(await find({ k: 2, exclude: new Set(['a', 'c', 'gone']) }))).toEqual(['b', 'd']),
      );
      expect(await find({ exclude: new Set(['a', 'b', 'c', 'd']) })).toEqual([]);
    });

    it('sees a new payload with the old vector, and ignores ids it does not know', async () => {
      await index.upsert(TENANT, VERSION, [record('a', axis(0), { price: 5 })]);
      await seen(async () => expect(ids(await find({ filter: price(4, 6) }))).toEqual(['a']));
      await index.setPayload(TENANT, VERSION, [
        { itemId: 'a', payload: payload({ price: 9, regions: { north: false } }) },
        { itemId: 'unknown', payload: payload() },
      ]);
      await seen(async () => {
        expect(ids(await find({ filter: price(4, 6) }))).toEqual([]);
        expect(ids(await find({ filter: price(8, 10) }))).toEqual(['a']);
        expect(ids(await find({ region: 'north' }))).toEqual([]);
        expect(await index.count(TENANT, VERSION)).toBe(1);
      });
      expect((await find({}))[0]?.score).toBe(1);
    });

    it('replaces at upsert, and a repeated upsert changes nothing', async () => {
      await index.upsert(TENANT, VERSION, [record('a', axis(0), { price: 1 }), record('b', axis(1))]);
      await index.upsert(TENANT, VERSION, [record('a', axis(1, 5), { price: 2 })]);
      await index.upsert(TENANT, VERSION, [record('a', axis(1, 5), { price: 2 })]);
      await seen(async () => {
        expect(await find({}, axis(1))).toEqual([
          { itemId: 'a', score: 5 },
          { itemId: 'b', score: 1 },
        ]);
        expect(ids(await find({ filter: price(1, 1) }))).toEqual([]);
        expect(await index.count(TENANT, VERSION)).toBe(2);
      });
    });

    it('forgets deleted items, and takes them back', async () => {
      await index.upsert(TENANT, VERSION, [record('a', axis(0)), record('b', axis(1)), record('c', axis(2))]);
      await index.delete(TENANT, VERSION, ['a', 'unknown']);
      await seen(async () => {
        expect(ids(await find({})).sort()).toEqual(['b', 'c']);
        expect(await index.getVectors(TENANT, VERSION, ['a'])).toEqual([undefined]);
        expect(await index.count(TENANT, VERSION)).toBe(2);
      });
      await index.upsert(TENANT, VERSION, [record('a', axis(0, 7)), record('d', axis(0, 6))]);
      await seen(async () => expect(ids(await find({ k: 2 }))).toEqual(['a', 'd']));
    });

    it('gives vectors back in the order asked', async () => {
      await index.upsert(TENANT, VERSION, [record('a', axis(0, 0.25)), record('b', axis(1, -2))]);
      await seen(async () => {
        expect(await index.getVectors(TENANT, VERSION, ['b', 'none', 'a'])).toEqual([
          axis(1, -2),
          undefined,
          axis(0, 0.25),
        ]);
      });
    });

    it('multiplies items with items and with vectors', async () => {
      await index.upsert(TENANT, VERSION, [record('a', axis(0, 0.5)), record('b', axis(1, -2))]);
      await seen(async () => {
        const products = await index.products(TENANT, VERSION, ['a', 'none', 'b'], ['b', 'none', axis(0, 3)]);
        const rows = [0, 1, 2].map((row) => [0, 1, 2].map((column) => products.of(row, column)));
        expect(rows).toEqual([
          [0, Number.NaN, 1.5],
          [Number.NaN, Number.NaN, Number.NaN],
          [4, Number.NaN, 0],
        ]);
        expect([0, 1, 2].map((row) => products.squareOfRow(row))).toEqual([0.25, Number.NaN, 4]);
      });
      const narrow = index.products(TENANT, VERSION, ['a'], ['a', axis(0, 1, WIDTH + 1)]);
      await expect(narrow).rejects.toMatchObject({ code: 'STARS_INVALID_FIELD', field: 'columns[1]' });
    });

    it('keeps tenants and model versions apart', async () => {
      await index.createCollection(TENANT, 'v2', WIDTH + 1);
      await index.createCollection('tenant-b', VERSION, WIDTH);
      await index.upsert(TENANT, VERSION, [record('a', axis(0))]);
      await index.upsert(TENANT, 'v2', [record('b', axis(0, 1, WIDTH + 1))]);
      await seen(async () => {
        expect(ids(await find({}))).toEqual(['a']);
        const second = { modelVersion: 'v2', queries: [axis(0, 1, WIDTH + 1)], k: 5 };
        expect((await index.search(TENANT, second)).map(ids)).toEqual([['b']]);
      });
      expect(await index.search('tenant-b', { modelVersion: VERSION, queries: [axis(0)], k: 5 })).toEqual([[]]);
      expect((await index.listCollections(TENANT)).sort()).toEqual([VERSION, 'v2']);
      await index.dropCollection(TENANT, VERSION);
      expect(await index.listCollections(TENANT)).toEqual(['v2']);
      expect(await index.listCollections('tenant-b')).toEqual([VERSION]);
    });

    it('starts empty after a collection was dropped and made anew, also with another width', async () => {
      await index.upsert(TENANT, VERSION, [record('a', axis(0))]);
      await seen(async () => expect(ids(await find({}))).toEqual(['a']));
      await index.dropCollection(TENANT, VERSION);
      await expect(find({})).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
      await index.dropCollection(TENANT, VERSION);
      await index.createCollection(TENANT, VERSION, 2);
      expect(await index.count(TENANT, VERSION)).toBe(0);
      await index.upsert(TENANT, VERSION, [record('b', axis(0, 1, 2))]);
      await seen(async () => expect(ids(await find({}, axis(0, 1, 2)))).toEqual(['b']));
    });

    it('makes a collection once, and refuses another width', async () => {
      await index.upsert(TENANT, VERSION, [record('a', axis(0))]);
      await index.createCollection(TENANT, VERSION, WIDTH);
      await seen(async () => expect(await index.count(TENANT, VERSION)).toBe(1));
      await expect(index.createCollection(TENANT, VERSION, 4)).rejects.toMatchObject({
        code: 'STARS_INVALID_FIELD',
        field: 'width',
      });
    });

    it('refuses vectors of another width, wholly', async () => {
      const batch = [record('a', axis(0)), record('b', new Float32Array(3))];
      await expect(index.upsert(TENANT, VERSION, batch)).rejects.toMatchObject({
        code: 'STARS_INVALID_FIELD',
        field: 'records[1].vector',
      });
      expect(await index.count(TENANT, VERSION)).toBe(0);
      await expect(find({}, new Float32Array(3))).rejects.toMatchObject({
        code: 'STARS_INVALID_FIELD',
        field: 'queries[0]',
      });
    });

    it('says so where there is no such collection', async () => {
      const absent = { code: 'STARS_NOT_FOUND' };
      await expect(index.upsert(TENANT, 'none', [record('a', axis(0))])).rejects.toMatchObject(absent);
      await expect(index.setPayload(TENANT, 'none', [{ itemId: 'a', payload: payload() }])).rejects.toMatchObject(
        absent,
      );
      await expect(index.delete(TENANT, 'none', ['a'])).rejects.toMatchObject(absent);
      await expect(index.search(TENANT, { modelVersion: 'none', queries: [axis(0)], k: 1 })).rejects.toMatchObject(
        absent,
      );
      await expect(index.getVectors(TENANT, 'none', ['a'])).rejects.toMatchObject(absent);
      await expect(index.count(TENANT, 'none')).rejects.toMatchObject(absent);
      await expect(index.prepare(TENANT, 'none')).rejects.toMatchObject(absent);
      await expect(index.activate(TENANT, 'none')).rejects.toMatchObject(absent);
    });

    it('refuses a filter field that no item has, and a k that is no count', async () => {
      await expect(find({ filter: inField('colour', 'red') })).rejects.toMatchObject({
        code: 'STARS_UNKNOWN_FILTER_FIELD',
        field: 'filter.in.field',
      });
      for (const k of [0, -1, 1.5])
        await expect(find({ k })).rejects.toMatchObject({ code: 'STARS_OUT_OF_RANGE', field: 'k' });
    });

    it('activates one version after another, again, and back', async () => {
      await index.createCollection(TENANT, 'v2', WIDTH);
      await index.upsert(TENANT, VERSION, [record('a', axis(0))]);
      await index.upsert(TENANT, 'v2', [record('b', axis(0))]);
      for (const version of [VERSION, 'v2', 'v2', VERSION]) {
        await index.activate(TENANT, version);
        await seen(async () => {
          const lists = await index.search(TENANT, { modelVersion: version, queries: [axis(0)], k: 5 });
          expect(lists.map(ids)).toEqual([[version === VERSION ? 'a' : 'b']]);
        });
      }
      expect((await index.listCollections(TENANT)).sort()).toEqual([VERSION, 'v2']);
      await index.dropCollection(TENANT, VERSION);
      expect(await index.listCollections(TENANT)).toEqual(['v2']);
    });

    it('stops where the caller has given up', async () => {
      const reason = new Error('the caller left');
      await expect(find({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });

    describeItemScores(context);
    describeAgainstBruteForce(context);
    describeLargeCollection(context);
  });
}
