import type { Filter } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bruteForce, type ContractContext, inField, price, TENANT, WIDTH } from './contract-fixtures.js';
import type { VectorSearch } from './port.js';

/** Property test: exact search is the definition, item for item. */
export function describeAgainstBruteForce({ index, seen }: ContractContext): void {
  it('equals brute force on any data, filter, region and exclusion', async () => {
    const coordinate = fc.integer({ min: -3, max: 3 });
    const items = fc.uniqueArray(
      fc.record({
        itemId: fc.stringMatching(/^[a-z]{1,3}$/),
        vector: fc.array(coordinate, { minLength: WIDTH, maxLength: WIDTH }).map((v) => Float32Array.from(v)),
        payload: fc.record({
          brand: fc.constantFrom('p', 'q'),
          category: fc.constantFrom<string[]>(['x'], ['x', 'y'], ['z']),
          price: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
          attributes: fc.constantFrom<Record<string, unknown>>({}, { size: 1 }, { size: 'large' }),
          regions: fc.constantFrom<Record<string, boolean>>(
            ...[
              {},
              { north: true, '': true },
              { north: false, south: true, '': true },
              { north: false, '': false },
              { '': false },
            ],
          ),
        }),
      }),
      { selector: (item) => item.itemId, minLength: 1, maxLength: 40 },
    );
    const leaf = fc.constantFrom(
      inField('brand', 'p'),
      inField('category', 'y', 'z'),
      price(3, 6),
      inField('attributes.size', '1'),
    );
    const filter = fc.oneof(
      leaf,
      leaf.map((value): Filter => ({ expression: { $case: 'not', value } })),
      fc.tuple(leaf, leaf).map((operands): Filter => ({ expression: { $case: 'any', value: { operands } } })),
    );
    const search = fc.record({
      query: fc.array(coordinate, { minLength: WIDTH, maxLength: WIDTH }).map((v) => Float32Array.from(v)),
      k: fc.integer({ min: 1, max: 45 }),
      filter: fc.option(filter, { nil: undefined }),
      region: fc.constantFrom(undefined, '', 'north', 'south'),
      excluded: fc.integer({ min: 0, max: 3 }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(items, fc.array(search, { minLength: 1, maxLength: 4 }), async (records, searches) => {
        const modelVersion = `any-${run++}`;
        await index().createCollection(TENANT, modelVersion, WIDTH);
        await index().upsert(TENANT, modelVersion, records);
        await seen(async () => {
          for (const { query, excluded, ...rest } of searches) {
            const exclude = new Set(records.slice(0, excluded).map((item) => item.itemId));
            const full: VectorSearch = { modelVersion, queries: [query], exclude, exact: true, ...rest };
            expect(await index().search(TENANT, full)).toEqual([bruteForce(records, query, full)]);
          }
        });
        await index().dropCollection(TENANT, modelVersion);
      }),
      { numRuns: 40 },
    );
  });
}
