import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Filter } from '@stars/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EmbeddedVectorIndex } from './embedded.js';

const [TENANT, VERSION, WIDTH, ITEMS] = ['t', 'v', 12, 300];
const cheap = (max: number): Filter => ({ expression: { $case: 'range', value: { field: 'price', max } } });

let folder: string;
let index: EmbeddedVectorIndex;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stars-packed-'));
  index = EmbeddedVectorIndex.open(join(folder, 'stars.db'));
});
afterEach(async () => {
  await index.close();
  rmSync(folder, { recursive: true });
});

const record = (n: number, seed: number, price: number) => ({
  itemId: `item-${String(n).padStart(4, '0')}`,
  vector: Float32Array.from({ length: WIDTH }, (_, i) => Math.sin((n + 1) * (i + 2) * (seed + 1))),
  payload: { brand: '', category: [], price, attributes: {}, regions: {} },
});

const change = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), n: fc.nat(ITEMS), seed: fc.nat(9), price: fc.nat(9) }),
  fc.record({ kind: fc.constant('price' as const), n: fc.nat(ITEMS), seed: fc.nat(9), price: fc.nat(9) }),
  fc.record({ kind: fc.constant('delete' as const), n: fc.nat(ITEMS), seed: fc.nat(9), price: fc.nat(9) }),
);

it('conditions that come again and again find what an exact scan finds, whatever changes between', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 4 }), async (batches) => {
      const version = `${VERSION}-${round++}`;
      await index.createCollection(TENANT, version, WIDTH);
      const items = Array.from({ length: ITEMS }, (_, n) => record(n, 0, n % 10));
      await index.upsert(TENANT, version, items);
      for (const changes of [[], ...batches]) {
        for (const { kind, n, seed, price } of changes) {
          const { itemId, vector, payload } = record(n, seed, price);
          if (kind === 'put') await index.upsert(TENANT, version, [{ itemId, vector, payload }]);
          if (kind === 'price') await index.setPayload(TENANT, version, [{ itemId, payload }]);
          if (kind === 'delete') await index.delete(TENANT, version, [itemId]);
        }
        // More often than a condition is asked for before its rows are packed; some of them share the room there is.
        for (let n = 0; n < 40; n++) {
          for (const max of [1, 3, 5]) {
            const exclude = new Set([0, 1, 2].map((i) => record(7 * n + 10 * i + 1, 0, 0).itemId));
            const queries = [record(n, 3, 0).vector, record(n, 4, 0).vector];
            const search = { modelVersion: version, queries, k: 9, filter: cheap(max), exclude };
            const found = await index.search(TENANT, search);
            expect(found).toEqual(await index.search(TENANT, { ...search, exact: true }));
          }
        }
      }
      await index.dropCollection(TENANT, version);
    }),
    { numRuns: 15 },
  );
});
