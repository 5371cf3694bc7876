// A made-up shop for the benches of filters: items of 200 brands and 400 groups, sold in 100 regions. Its vectors form clusters
// like those of a model. It is the same every time.
import { CatalogItem, ItemFeatures } from '../../libs/foundation/contracts/dist/index.js';

export const TENANT = 'default';
export const VERSION = 'bench';

export function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

const WORDS =
  'fresh organic whole light dark roasted sliced frozen dried smooth crunchy sweet salted family pack'.split(' ');

/** Features as the tagger makes them: an embedding of 384 floats and three tags. */
export const featuresOf = ({ itemId }) =>
  ItemFeatures.fromPartial({
    tenantId: TENANT,
    itemId,
    itemVersion: 1,
    embedding: new Uint8Array(Float32Array.from({ length: 384 }, Math.random).buffer),
    tags: ['dairy', 'organic', 'breakfast'],
  });

export function shop(count, width, asking = 200) {
  const random = seeded(1);
  const pick = (n) => Math.floor(random() * n);
  const centred = () => random() + random() + random() - 1.5;
  const centres = Array.from({ length: 400 }, () => Array.from({ length: width }, centred));
  const around = (group, noise, scale) =>
    Float32Array.from(centres[group], (value) => scale * (value + noise * centred() + 0.3));
  const text = (words) => Array.from({ length: words }, () => WORDS[pick(WORDS.length)]).join(' ');
  const items = Array.from({ length: count }, (_, i) => {
    const group = pick(400);
    return CatalogItem.fromPartial({
      tenantId: TENANT,
      itemId: String(1_000_000 + i),
      version: i + 1,
      title: text(6),
      description: text(40),
      brand: `brand ${pick(200)}`,
      category: [`department ${group % 20}`, `group ${group}`],
      price: Math.round(random() * 10_000) / 100,
      attributes: { organic: random() < 0.1, size: pick(5), label: WORDS[pick(WORDS.length)] },
      regions: Object.fromEntries(
        Array.from({ length: 100 }, (_, region) => [`region ${region}`, { inStock: random() < 0.8 }]),
      ),
    });
  });
  const vectors = items.map(({ category }) => around(Number(category[1].slice(6)), 0.5, 0.5 + random()));
  const queries = Array.from({ length: asking }, () => around(pick(400), 0.7, 1));
  return { items, vectors, queries };
}

export const priceTo = (max) => ({ expression: { $case: 'range', value: { field: 'price', max } } });

/** Median and 99th percentile, ms. */
export function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  return `${at(0.5)}/${at(0.99)}`;
}

/** The server that the environment names, or one of our own. */
export async function elasticsearch() {
  const given = process.env.STARS_TEST_ELASTICSEARCH;
  if (given) return { url: given, stop: async () => {} };
  const { startElasticsearch } = await import('../../libs/testing/servers/dist/index.js');
  return startElasticsearch();
}
