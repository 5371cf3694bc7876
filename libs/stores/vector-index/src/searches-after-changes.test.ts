import type { Filter } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bruteForce, price, record, TENANT, WIDTH } from './contract-fixtures.js';
import { EmbeddedVectorIndex } from './embedded.js';
import type { NativeAddon } from './native-addon.js';
import type { VectorRecord } from './port.js';

const ITEMS = 300;

/** Whole numbers, so that sums in any order are the same. */
const item = (n: number, seed: number, cost: number): VectorRecord =>
  record(
    `item-${String(n).padStart(4, '0')}`,
    Float32Array.from({ length: WIDTH }, (_, i) => Math.round(9 * Math.sin((n + 1) * (i + 2) * (seed + 1)))),
    { price: cost },
  );

const change = fc.record({
  kind: fc.constantFrom('put', 'price', 'delete'),
  n: fc.nat(ITEMS),
  seed: fc.nat(9),
  cost: fc.nat(9),
});

it.each<[how: string, addon: NativeAddon | null | undefined]>([
  ['natively', undefined],
  ['in JavaScript', null],
])(
  'conditions that come again and again find %s what brute force finds, whatever changes between',
  async (_, addon) => {
    let round = 0;
    const index = EmbeddedVectorIndex.open(':memory:', addon === undefined ? {} : { addon });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 4 }), async (batches) => {
        const modelVersion = `v-${round++}`;
        await index.createCollection(TENANT, modelVersion, WIDTH);
        const records = new Map(Array.from({ length: ITEMS }, (_, n) => [n, item(n, 0, n % 10)]));
        await index.upsert(TENANT, modelVersion, [...records.values()]);
        for (const changes of [[], ...batches]) {
          for (const { kind, n, seed, cost } of changes) {
            const { itemId, vector, payload } = item(n, seed, cost);
            const known = records.get(n);
            if (kind === 'put') {
              await index.upsert(TENANT, modelVersion, [{ itemId, vector, payload }]);
              records.set(n, { itemId, vector, payload });
            } else if (kind === 'price') {
              await index.setPayload(TENANT, modelVersion, [{ itemId, payload }]);
              if (known) records.set(n, { ...known, payload });
            } else {
              await index.delete(TENANT, modelVersion, [itemId]);
              records.delete(n);
            }
          }
          const filters: (Filter | undefined)[] = [undefined, price(undefined, 1), price(undefined, 5)];
          for (const filter of filters) {
            const exclude = new Set([3, 11, 60].map((n) => item(n, 0, 0).itemId));
            const queries = [item(1, 3, 0).vector, item(2, 4, 0).vector];
            const search = { modelVersion, queries, k: 9, exclude, ...(filter ? { filter } : {}) };
            const wanted = queries.map((query) => bruteForce([...records.values()], query, search));
            expect(await index.search(TENANT, search)).toEqual(wanted);
          }
        }
        await index.dropCollection(TENANT, modelVersion);
      }),
      { numRuns: 15 },
    );
    await index.close();
  },
);
