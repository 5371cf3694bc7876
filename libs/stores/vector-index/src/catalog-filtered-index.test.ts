import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { matchesFilter, soldIn } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CatalogFilteredIndex, type EligibilityQuery, type ItemEligibility } from './catalog-filtered-index.js';
import { describeVectorIndexContract } from './contract.js';
import { axis, bruteForce, ids, price, record, seeded, TENANT, VERSION, WIDTH } from './contract-fixtures.js';
import { EmbeddedVectorIndex } from './embedded.js';
import type { VectorIndex, VectorPayload, VectorRecord, VectorSearch } from './port.js';

/** A stand-in of the catalogue: the last written payload of each item. */
class Catalog implements ItemEligibility {
  readonly items = new Map<string, VectorPayload>();
  /** How many ids each question was about. */
  readonly asked: number[] = [];
  away = false;

  async filterIds(tenant: string, itemIds: readonly string[], query: EligibilityQuery): Promise<boolean[]> {
    if (this.away) throw new StarsError('STARS_UNAVAILABLE', 'away');
    this.asked.push(itemIds.length);
    return itemIds.map((itemId) => this.#passes(tenant, itemId, query));
  }

  async newest(tenant: string, query: EligibilityQuery, limit: number): Promise<string[]> {
    if (this.away) throw new StarsError('STARS_UNAVAILABLE', 'away');
    const own = Array.from(this.items.keys(), (key) => key.split('\n')).filter(([owner]) => owner === tenant);
    return own.flatMap(([, id]) => (this.#passes(tenant, id!, query) ? [id!] : [])).slice(0, limit);
  }

  /** The index, with every write noted here. */
  beside(index: VectorIndex): VectorIndex {
    const put = (tenant: string, written: readonly { itemId: string; payload: VectorPayload }[]): void => {
      for (const { itemId, payload } of written) this.items.set(`${tenant}\n${itemId}`, payload);
    };
    const writes: Partial<VectorIndex> = {
      upsert: async (tenant, version, records) => {
        await index.upsert(tenant, version, records);
        put(tenant, records);
      },
      setPayload: async (tenant, version, updates) => {
        await index.setPayload(tenant, version, updates);
        put(tenant, updates);
      },
      delete: async (tenant, version, itemIds) => {
        await index.delete(tenant, version, itemIds);
        for (const itemId of itemIds) this.items.delete(`${tenant}\n${itemId}`);
      },
    };
    return new Proxy(index, {
      get: (target, name) => {
        const value: unknown = Reflect.get(writes, name) ?? Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  #passes(tenant: string, itemId: string, { filter, region }: EligibilityQuery): boolean {
    const payload = this.items.get(`${tenant}\n${itemId}`);
    if (payload === undefined || (region !== undefined && !soldIn(payload.regions, region))) return false;
    return filter === undefined || matchesFilter(filter, { itemId, ...payload });
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-filtered-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describeVectorIndexContract('filtered by a catalogue', async () => {
  const catalog = new Catalog();
  const index = new CatalogFilteredIndex(catalog.beside(EmbeddedVectorIndex.open(join(folder, 'stars.db'))), catalog);
  return { index, visibilityMs: 0, dispose: () => index.close() };
});

describe('filtered by a catalogue', () => {
  const random = seeded(3);
  const vector = (): Float32Array => Float32Array.from({ length: WIDTH }, () => random() - 0.5);
  let inner: EmbeddedVectorIndex;
  let catalog: Catalog;
  let index: VectorIndex;

  beforeEach(async () => {
    inner = EmbeddedVectorIndex.open(join(folder, 'stars.db'));
    catalog = new Catalog();
    index = new CatalogFilteredIndex(catalog.beside(inner), catalog);
    await index.createCollection(TENANT, VERSION, WIDTH);
  });
  afterEach(() => index.close());

  const search = async (part: Partial<VectorSearch>): Promise<string[]> => {
    const full = { modelVersion: VERSION, queries: [axis(0)], k: 10, exact: true, ...part };
    return ids((await index.search(TENANT, full))[0]);
  };

  it('gives k even if few of the best candidates pass, and all eligible items if these are fewer', async () => {
    // Items near the query are expensive: a filter of cheap items goes against it.
    const records: VectorRecord[] = Array.from({ length: 6_000 }, (_, i) => {
      const at = vector();
      at[0] = i / 6_000;
      return record(`item-${String(i).padStart(4, '0')}`, at, { price: i });
    });
    await index.upsert(TENANT, VERSION, records);
    for (const max of [5_999, 3_000, 300, 60, 10, 3]) {
      const wanted = { modelVersion: VERSION, queries: [], k: 10, filter: price(0, max) };
      const truth = ids(bruteForce(records, axis(0), wanted));
      expect(await search({ filter: price(0, max) })).toEqual(truth);
      expect(truth.length).toBe(Math.min(10, max + 1));
    }
    expect(await search({ filter: price(7_000) })).toEqual([]);
  });

  it('goes on to the last candidate if many pass, but all of them rank behind those that do not', async () => {
    const records = Array.from({ length: 24_000 }, (_, i) => {
      return record(`item-${String(i).padStart(5, '0')}`, axis(0, i), { price: i });
    });
    await index.upsert(TENANT, VERSION, records);
    expect(await search({ filter: price(0, 12_000), k: 3 })).toEqual(['item-12000', 'item-11999', 'item-11998']);
    // No candidate was asked about twice.
    expect(catalog.asked.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(24_000);
  });

  it('asks the catalogue only about the items that it needs: a few times k, each id once', async () => {
    const records = Array.from({ length: 3_000 }, (_, i) => record(`item-${i}`, vector(), { price: i % 2 }));
    await index.upsert(TENANT, VERSION, records);
    await index.search(TENANT, { modelVersion: VERSION, queries: [axis(0), axis(1)], k: 20, filter: price(1) });
    const total = catalog.asked.reduce((sum, count) => sum + count, 0);
    expect(catalog.asked.length).toBeLessThanOrEqual(2);
    expect(total).toBeLessThanOrEqual(2 * 20 * 2 * 4);
    catalog.asked.length = 0;
    await search({});
    expect(catalog.asked).toEqual([]);
  });

  it('uses the catalogue, not the payloads; and these if the catalogue is away', async () => {
    await index.upsert(TENANT, VERSION, [record('a', axis(0, 2), { price: 1 }), record('b', axis(0, 1), { price: 1 })]);
    catalog.items.set(`${TENANT}\na`, { ...record('a', axis(0)).payload, price: 9 });
    expect(await search({ filter: price(1, 1) })).toEqual(['b']);
    catalog.away = true;
    expect(await search({ filter: price(1, 1) })).toEqual(['a', 'b']);
  });
});
