import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeVectorIndexContract } from '../contract.js';
import { record, seeded, TENANT, VERSION } from '../contract-fixtures.js';
import { dropCollections } from '../testing/drop-collections.js';
import { openQdrantVectorIndex } from './open.js';

const url = process.env['QDRANT_URL'];
const apiKey = process.env['QDRANT_API_KEY'];
const connection = { url: url ?? '', ...(apiKey ? { apiKey } : {}) };

/** The least that Qdrant takes. The 3,000 vectors of the contract are 375 KB: a filter that half of them pass uses the graph. */
const GRAPH = { scanUpTo: 10 };

describe.skipIf(!url).each([
  ['QdrantVectorIndex with scans', {}],
  ['QdrantVectorIndex with a graph', GRAPH],
])('on a real Qdrant', (name, options) => {
  describeVectorIndexContract(name, async () => {
    const prefix = `test-${randomUUID()}`;
    const index = await openQdrantVectorIndex({ ...connection, ...options, prefix, readTimeoutMs: 60_000 });
    return { index, visibilityMs: 0, dispose: () => dropCollections(connection, prefix) };
  });
});

describe.skipIf(!url)('the threshold on a real Qdrant', () => {
  it.each([
    ['a graph above it', GRAPH, true],
    ['none below it', {}, false],
  ])('%s', async (_, options, built) => {
    const prefix = `test-${randomUUID()}`;
    const index = await openQdrantVectorIndex({ ...connection, ...options, prefix });
    try {
      await index.createCollection(TENANT, VERSION, 32);
      const random = seeded(3);
      const vector = (): Float32Array => Float32Array.from({ length: 32 }, () => random() - 0.5);
      await index.upsert(
        TENANT,
        VERSION,
        Array.from({ length: 3000 }, (_, i) => record(`item-${i}`, vector())),
      );
      await index.activate(TENANT, VERSION);
      const answer = await fetch(`${url}/collections/${prefix}~${TENANT}~${VERSION}`, {
        headers: apiKey ? { 'api-key': apiKey } : {},
      });
      const { result } = (await answer.json()) as { result: { indexed_vectors_count: number } };
      expect(result.indexed_vectors_count > 0).toBe(built);
    } finally {
      await dropCollections(connection, prefix);
    }
  });
});
