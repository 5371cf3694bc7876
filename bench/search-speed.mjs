// Times and recall of the embedded index: node bench/search-speed.mjs [items] [width] [spread of norms] [mean]
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedVectorIndex } from '@stars/vector-index';

const [items = 25_000, width = 64, spread = 0.2, mean = 0.3] = process.argv.slice(2).map(Number);
const CLUSTERS = 200;
const QUERIES = 100;
const K = 100;

let state = 1;
function uniform() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

const centres = Array.from({ length: CLUSTERS }, () => Float32Array.from({ length: width }, normal));
const around = (noise, scale) => {
  const centre = centres[Math.floor(uniform() * CLUSTERS)];
  return Float32Array.from(centre, (value) => scale * (value + noise * normal() + mean));
};

const path = join(tmpdir(), `stars-bench-${process.pid}.db`);
const index = EmbeddedVectorIndex.open(path, { approximateFrom: 1_000_000 });
try {
  await index.createCollection('default', 'bench', width);
  const started = performance.now();
  for (let from = 0; from < items; from += 1000) {
    const records = Array.from({ length: Math.min(1000, items - from) }, (_, i) => ({
      itemId: String(from + i).padStart(7, '0'),
      vector: around(0.5, Math.exp(spread * normal())),
      payload: { brand: '', category: [], price: uniform() * 100, attributes: {}, regions: {} },
    }));
    await index.upsert('default', 'bench', records);
  }
  console.log(`${items} × ${width}: written in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const queries = Array.from({ length: QUERIES }, () => around(0.7, 1));
  const loading = performance.now();
  await index.getVectors('default', 'bench', []);
  console.log(`loaded in ${((performance.now() - loading) / 1000).toFixed(2)} s`);

  const filters = [1, 10, 30, 100].map((percent) => ({
    percent,
    filter: percent === 100 ? undefined : { expression: { $case: 'range', value: { field: 'price', max: percent } } },
  }));
  const truth = new Map();
  for (const { percent, filter } of filters) {
    const times = [];
    truth.set(percent, []);
    for (const query of queries) {
      const t = performance.now();
      const [hits] = await index.search('default', {
        modelVersion: 'bench',
        queries: [query],
        k: K,
        filter,
        exact: true,
      });
      times.push(performance.now() - t);
      truth.get(percent).push(new Set(hits.map((hit) => hit.itemId)));
    }
    console.log(`exact, ${percent}%: p50 ${median(times).toFixed(2)} ms`);
  }
  {
    const t = process.cpuUsage();
    await index.search('default', { modelVersion: 'bench', queries, k: K, exact: true });
    const each = process.cpuUsage(t).user / 1000 / QUERIES;
    console.log(`exact, 100%, ${QUERIES} queries at once: ${each.toFixed(2)} ms of CPU each`);
  }
  for (const query of queries) await index.search('default', { modelVersion: 'bench', queries: [query], k: K });
  const building = performance.now();
  const approximate = await index.approximateState('default', 'bench');
  console.log(`graph ${approximate} after ${((performance.now() - building) / 1000).toFixed(1)} s`);
  for (const { percent, filter } of filters) {
    const times = [];
    let found = 0;
    for (const [i, query] of queries.entries()) {
      const t = performance.now();
      const [hits] = await index.search('default', { modelVersion: 'bench', queries: [query], k: K, filter });
      times.push(performance.now() - t);
      for (const hit of hits) if (truth.get(percent)[i].has(hit.itemId)) found++;
    }
    const recall = (found / QUERIES / K).toFixed(4);
    console.log(`search, ${percent}%: p50 ${median(times).toFixed(2)} ms, recall@${K} ${recall}`);
  }
} finally {
  await index.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
