// How fast items load into Elasticsearch, and how many bytes an item takes there.
// usage: node bench/filters/catalog-store.mjs [items = 25000]
import { loadavg } from 'node:os';
import { openElasticsearchItemCatalog } from '../../libs/stores/item-catalog/dist/index.js';
import { elasticsearch, featuresOf, percentiles, shop, TENANT } from './shop.mjs';

const [count = 25_000] = process.argv.slice(2).map(Number);
const { items } = shop(count, 8);
const prefix = `bench-${process.pid}`;
const server = await elasticsearch();
const catalog = await openElasticsearchItemCatalog({ url: server.url, prefix });

async function load(name, batch, list) {
  const times = [];
  const begun = performance.now();
  for (let from = 0; from < list.length; from += batch) {
    const at = performance.now();
    await catalog.upsert(list.slice(from, from + batch));
    times.push(performance.now() - at);
  }
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${name}, ${batch} a call: ${Math.round(list.length / seconds)} items/s, a call ${percentiles(times)} ms`,
  );
}

async function bytes(index) {
  await fetch(`${server.url}/${index}/_forcemerge?max_num_segments=1`, { method: 'POST' });
  await fetch(`${server.url}/${index}/_flush`, { method: 'POST' });
  await fetch(`${server.url}/${index}/_refresh`, { method: 'POST' });
  const stats = await (await fetch(`${server.url}/${index}/_stats/store,docs`)).json();
  return stats._all.primaries.store.size_in_bytes;
}

await load('new', 1_000, items);
await load('the same again', 1_000, items);
await load(
  'one by one: stock of one item changes',
  1,
  items.slice(0, 200).map((item) => ({ ...item, version: item.version + count })),
);
const features = items.map(featuresOf);
const begun = performance.now();
for (let from = 0; from < count; from += 1_000) await catalog.putFeatures(features.slice(from, from + 1_000));
console.log(`features: ${Math.round(count / ((performance.now() - begun) / 1000))} items/s`);
const scanned = performance.now();
let cursor;
do ({ cursor } = await catalog.scan(TENANT, { limit: 2_000, ...(cursor ? { cursor } : {}) }));
while (cursor);
console.log(`scan: ${Math.round(count / ((performance.now() - scanned) / 1000))} items/s`);
const perItem = (await bytes(`${prefix}-items-v1`)) / count;
const perFeatures = (await bytes(`${prefix}-item-features-v1`)) / count;
console.log(
  `bytes: ${Math.round(perItem)} an item, ${Math.round(perFeatures)} for its features (an embedding of 384 floats)`,
);
console.log(`load ${loadavg()[0].toFixed(1)}`);

await catalog.close();
for (const name of ['items', 'item-features']) await fetch(`${server.url}/${prefix}-${name}-v1`, { method: 'DELETE' });
await server.stop();
