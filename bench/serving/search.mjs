// The vector search alone: time, and recall against exact search, by share of items that pass the filter and by k.
import { TENANT } from '../made-up.mjs';
import { passing, userVector, VERSION } from './shop.mjs';

const SHARES = [0.01, 0.1, 0.3, 1];
const DEPTHS = [20, 100];
const QUERIES = 200;
const AT_ONCE = 2;

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

async function timed(vectors, search, pairs) {
  const lists = [];
  const times = [];
  for (const queries of pairs) {
    const begun = performance.now();
    lists.push(...(await vectors.search(TENANT, { ...search, queries })));
    times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  return { lists, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

function recallOf(lists, truth) {
  let [found, wanted] = [0, 0];
  for (const [at, list] of truth.entries()) {
    const ids = new Set(lists[at].map(({ itemId }) => itemId));
    wanted += list.length;
    for (const { itemId } of list) if (ids.has(itemId)) found++;
  }
  return wanted === 0 ? 1 : found / wanted;
}

/** A row for each share and k. Times are those of both queries of a request together, ms. */
export async function measureSearch(vectors, width) {
  const pairs = Array.from({ length: QUERIES / AT_ONCE }, (_, n) => [0, 1].map((which) => userVector(n, which, width)));
  const rows = [];
  for (const share of SHARES) {
    for (const k of DEPTHS) {
      const search = { modelVersion: VERSION, k, ...passing(share) };
      const exact = await timed(vectors, { ...search, exact: true }, pairs);
      // Once to warm up: results of filters are cached, and hot code is compiled.
      await timed(vectors, search, pairs);
      const { lists, p50, p99 } = await timed(vectors, search, pairs);
      rows.push({ share, k, recall: recallOf(lists, exact.lists), p50, p99, exactP50: exact.p50 });
    }
  }
  return rows;
}
