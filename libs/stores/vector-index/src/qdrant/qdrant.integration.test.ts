import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { describeVectorIndexContract } from '../contract.js';
import { dropCollections } from '../testing/drop-collections.js';
import { openQdrantVectorIndex } from './open.js';

const url = process.env['QDRANT_URL'];
const apiKey = process.env['QDRANT_API_KEY'];
const connection = { url: url ?? '', ...(apiKey ? { apiKey } : {}) };

describe.skipIf(!url).each([
  ['QdrantVectorIndex', {}],
  ['QdrantVectorIndex with 8-bit vectors', { int8: true }],
  ['QdrantVectorIndex with a graph at any size', { indexingThreshold: 1, fullScanThreshold: 1 }],
  ['QdrantVectorIndex with edges for regions', { indexingThreshold: 1, fullScanThreshold: 1, regionLinks: true }],
  ['QdrantVectorIndex with a graph of 8-bit vectors', { indexingThreshold: 1, fullScanThreshold: 1, int8: true }],
])('on a real Qdrant', (name, options) => {
  describeVectorIndexContract(name, async () => {
    const prefix = `test-${randomUUID()}`;
    const index = await openQdrantVectorIndex({ ...connection, ...options, prefix, readTimeoutMs: 60_000 });
    return { index, visibilityMs: 0, dispose: () => dropCollections(connection, prefix) };
  });
});
