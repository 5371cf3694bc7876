import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApproximateSearch } from './approximate-search.js';
import { bruteForce, ids, inField, price, record, seeded, TENANT, VERSION } from './contract-fixtures.js';
import { EmbeddedVectorIndex } from './embedded.js';
import type { VectorRecord, VectorSearch } from './port.js';
import { UsearchGraph } from './usearch-graph.js';

const WIDTH = 24;
const K = 100;

/** Clusters whose norms are spread and that share a direction, as item vectors of a trained model do. */
function clustered(seed: number): { item: () => Float32Array; query: () => Float32Array; random: () => number } {
  const random = seeded(seed);
  const centred = (): number => random() + random() + random() - 1.5;
  const centres = Array.from({ length: 60 }, () => Array.from({ length: WIDTH }, centred));
  const around = (noise: number, scale: number): Float32Array => {
    const centre = centres[Math.floor(random() * centres.length)]!;
    return Float32Array.from(centre, (value) => scale * (value + noise * centred() + 0.3));
  };
  return { item: () => around(0.5, 0.5 + random()), query: () => around(0.7, 1), random };
}

/** Brand: which side of the first axis the item lies on, so that a filter can go with or against a query. */
function sided(item: VectorRecord): VectorRecord {
  return { ...item, payload: { ...item.payload, brand: item.vector[0]! > 0.15 ? 'right' : 'left' } };
}

describe('approximate search', () => {
  let folder: string;
  let index: EmbeddedVectorIndex;
  let records: Map<string, VectorRecord>;
  let queries: Float32Array[];
  let data: ReturnType<typeof clustered>;

  const put = async (itemIds: string[]): Promise<void> => {
    const batch = itemIds.map((itemId) => sided(record(itemId, data.item(), { price: data.random() * 100 })));
    for (const one of batch) records.set(one.itemId, one);
    await index.upsert(TENANT, VERSION, batch);
  };
  const search = (part: Partial<VectorSearch> = {}): VectorSearch => ({
    modelVersion: VERSION,
    queries,
    k: K,
    ...part,
  });
  const ready = async (): Promise<void> => {
    await index.search(TENANT, search());
    expect(await index.approximateState(TENANT, VERSION)).toBe('ready');
  };
  async function recall(part: Partial<VectorSearch> = {}): Promise<number> {
    const lists = await index.search(TENANT, search(part));
    let found = 0;
    lists.forEach((list, at) => {
      const hits = new Set(ids(list));
      expect(hits.size).toBe(K);
      for (const { itemId } of bruteForce([...records.values()], queries[at]!, search(part))) {
        if (hits.has(itemId)) found++;
      }
    });
    return found / (K * queries.length);
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stars-graph-'));
    index = EmbeddedVectorIndex.open(join(folder, 'stars.db'), { approximateFrom: 1, rowsPerCandidate: 12 });
    records = new Map();
    data = clustered(11);
    queries = Array.from({ length: 40 }, data.query);
    await index.createCollection(TENANT, VERSION, WIDTH);
    await put(Array.from({ length: 6000 }, (_, i) => `item-${i}`));
  });
  afterEach(async () => {
    await index.close();
    rmSync(folder, { recursive: true });
    vi.restoreAllMocks();
  });

  it('finds 98 of the true 100, at every selectivity, and uses the graph only if many items pass', async () => {
    await ready();
    const asked = vi.spyOn(ApproximateSearch.prototype, 'candidates');
    expect(await recall()).toBeGreaterThanOrEqual(0.98);
    expect(asked).toHaveBeenCalled();
    expect(await recall({ filter: price(0, 60) })).toBeGreaterThanOrEqual(0.98);
    asked.mockClear();
    expect(await recall({ filter: price(0, 5) })).toBe(1);
    expect(await recall({ exact: true })).toBe(1);
    expect(asked).not.toHaveBeenCalled();
  });

  it('is as good if the filter goes against the queries', async () => {
    queries = queries.filter((query) => query[0]! > 0.5);
    expect(queries.length).toBeGreaterThan(5);
    await ready();
    expect(await recall({ filter: inField('brand', 'left') })).toBeGreaterThanOrEqual(0.98);
    expect(await recall({ filter: inField('brand', 'right') })).toBeGreaterThanOrEqual(0.98);
  });

  it('follows updates, deletions and new items', async () => {
    await ready();
    const all = [...records.keys()];
    await put(all.filter((_, i) => i % 10 === 0));
    const gone = all.filter((_, i) => i % 10 === 1);
    await index.delete(TENANT, VERSION, gone);
    for (const itemId of gone) records.delete(itemId);
    await put(Array.from({ length: 600 }, (_, i) => `new-${i}`));
    const asked = vi.spyOn(ApproximateSearch.prototype, 'candidates');
    expect(await recall()).toBeGreaterThanOrEqual(0.95);
    expect(asked).toHaveBeenCalled();
    // So much has changed that those queries had the graph measured again, to be built anew where it fell short.
    await ready();
    expect(await recall()).toBeGreaterThanOrEqual(0.98);
  });

  it('goes on with exact search if usearch cannot be loaded, and warns', async () => {
    vi.spyOn(UsearchGraph, 'create').mockRejectedValue(new Error('no binary'));
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    await index.search(TENANT, search());
    expect(await index.approximateState(TENANT, VERSION)).toBe('unavailable');
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('no binary'), { code: 'STARS_UNAVAILABLE' });
    expect(await recall()).toBe(1);
  });

  it('breaks ties by item id, also if a query ties with everything', async () => {
    await ready();
    const [hits] = await index.search(TENANT, search({ queries: [new Float32Array(WIDTH)], k: 3 }));
    expect(ids(hits)).toEqual([...records.keys()].sort().slice(0, 3));
  });
});
