// Compares both ways of filtering: payloads inside the vector search, or candidates that the catalogue filters.
// usage: node bench/filters/filter-ways.mjs [items = 25000] [width = 64] [queries = 200]
// Elasticsearch: STARS_TEST_ELASTICSEARCH, or one started here. Vectors: QDRANT_URL, or the embedded index.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openElasticsearchItemCatalog } from '../../libs/stores/item-catalog/dist/index.js';
import {
  CatalogFilteredIndex,
  EmbeddedVectorIndex,
  openQdrantVectorIndex,
  payloadOf,
} from '../../libs/stores/vector-index/dist/index.js';
import { elasticsearch, percentiles, priceTo, shop, TENANT, VERSION } from './shop.mjs';

const [count = 25_000, width = 64, asking = 200] = process.argv.slice(2).map(Number);
const { items, vectors, queries } = shop(count, width, asking);
const prefix = `bench-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'stars-bench-'));
const server = await elasticsearch();
const catalog = await openElasticsearchItemCatalog({ url: server.url, prefix, readTimeoutMs: 60_000 });
const qdrant = process.env.QDRANT_URL;
const index = qdrant
  ? await openQdrantVectorIndex({ url: qdrant, prefix, apiKey: process.env.QDRANT_API_KEY, readTimeoutMs: 60_000 })
  : EmbeddedVectorIndex.open(join(folder, 'vectors.db'));

await index.createCollection(TENANT, VERSION, width);
for (let from = 0; from < count; from += 2_000) {
  const part = items.slice(from, from + 2_000);
  await catalog.upsert(part);
  const records = part.map((item, i) => ({ itemId: item.itemId, vector: vectors[from + i], payload: payloadOf(item) }));
  await index.upsert(TENANT, VERSION, records);
}
await index.activate(TENANT, VERSION);

// Counts the requests to the catalogue, which are printed with the times.
let asked = 0;
let questions = 0;
const counted = {
  filterIds: (tenant, ids, query) => {
    asked += ids.length;
    questions++;
    return catalog.filterIds(tenant, ids, query);
  },
  newest: (...question) => {
    questions++;
    return catalog.newest(...question);
  },
};
const byCatalog = new CatalogFilteredIndex(index, counted);

async function timed(subject, query, k) {
  const times = [];
  let short = 0;
  for (const vector of queries) {
    const begun = performance.now();
    const [hits] = await subject.search(TENANT, { modelVersion: VERSION, queries: [vector], k, ...query });
    times.push(performance.now() - begun);
    if (hits.length < k) short++;
  }
  return { times: percentiles(times), short };
}

const CASES = [
  ['a region', { region: 'region 7' }],
  ['50%', { filter: priceTo(50) }],
  ['10%', { filter: priceTo(10) }],
  ['1%', { filter: priceTo(1) }],
  ['0.1%', { filter: priceTo(0.1) }],
  ['10% and a region', { filter: priceTo(10), region: 'region 7' }],
];
console.log(
  `${count} items, width ${width}, vectors ${qdrant ? 'on Qdrant' : 'embedded'}; ms p50/p99 of ${queries.length}`,
);
const rows = [];
for (const k of [20, 100]) {
  for (const [name, query] of CASES) {
    // Once to warm up: filter caches, and graphs that are built on first use.
    await timed(index, query, k);
    await timed(byCatalog, query, k);
    const eligible = (await catalog.newest(TENANT, query, count)).length;
    const payload = await timed(index, query, k);
    [asked, questions] = [0, 0];
    const ways = await timed(byCatalog, query, k);
    rows.push({
      k,
      passes: name,
      eligible,
      'by payload': payload.times,
      'by catalogue': ways.times,
      'ids asked': Math.round(asked / queries.length),
      questions: (questions / queries.length).toFixed(1),
      'short of k': `${payload.short}/${ways.short}`,
    });
  }
}
console.table(rows);

// Only the catalogue's part, as the gateway calls it.
for (const size of [50, 200, 1_000]) {
  const times = [];
  for (let i = 0; i < 200; i++) {
    const ids = Array.from({ length: size }, (_, j) => items[(i * 977 + j * 131) % count].itemId);
    const begun = performance.now();
    await catalog.filterIds(TENANT, ids, { region: 'region 7', filter: priceTo(50) });
    times.push(performance.now() - begun);
  }
  console.log(`filterIds, ${size} ids: ${percentiles(times)} ms`);
}
console.log(`load ${loadavg()[0].toFixed(1)}`);

await index.dropCollection(TENANT, VERSION);
await index.close();
await catalog.close();
for (const name of ['items', 'item-features']) await fetch(`${server.url}/${prefix}-${name}-v1`, { method: 'DELETE' });
await server.stop();
rmSync(folder, { recursive: true });
