import type { Filter } from '@stars/contracts';
import fc from 'fast-check';

// Few words, so that filters match items; odd ones, to test quoting and comparing.
const word = fc.constantFrom(
  '',
  'a',
  'A',
  'b',
  "it's",
  '"q"',
  'é🍏',
  '5',
  '-0.5',
  'true',
  'null',
  '%',
  'a\u0000b',
  '1e21',
);
const number = fc.constantFrom(-1, -0.5, 0, 1, 5, 1e21, 0.1 + 0.2);
export const randomRegion = fc.constantFrom('r1', 'r2', '5', 'é🍏');
const attribute = fc.oneof(word, number, fc.boolean(), fc.array(word, { maxLength: 3 }), fc.constant(null));
const attributeName = fc.constantFrom('x', 'y', 'y.z', 'brand', 'toString', "it's");

/** Ids that items and filters have. */
export const ITEM_IDS = ['i1', 'i2', 'a', 'é🍏', "it's", '5'];

/** The fields of an item that filters read. */
export const randomItem = fc.record({
  itemId: fc.constantFrom(...ITEM_IDS),
  brand: word,
  category: fc.array(word, { maxLength: 3 }),
  price: fc.option(number, { nil: undefined }),
  attributes: fc.option(fc.dictionary(attributeName, attribute, { maxKeys: 4, noNullPrototype: true }), {
    nil: undefined,
  }),
  regions: fc.dictionary(randomRegion, fc.record({ inStock: fc.boolean() }), { maxKeys: 3, noNullPrototype: true }),
});

const inField = fc.oneof(
  fc.constantFrom('item_id', 'brand', 'category', 'in_stock'),
  attributeName.map((n) => `attributes.${n}`),
);
const rangeField = fc.oneof(
  fc.constant('price'),
  attributeName.map((n) => `attributes.${n}`),
);
const bound = fc.option(number, { nil: undefined });

/** Filters that pass the API's check. */
export const randomFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => {
  const operands = fc.array(tie('filter'), { maxLength: 4 });
  return {
    filter: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc
        .record({
          field: inField,
          values: fc.array(fc.oneof(word, randomRegion, fc.constantFrom('i1', 'i2')), { maxLength: 4 }),
        })
        .map((value): Filter => ({ expression: { $case: 'in', value } })),
      fc
        .record({ field: rangeField, min: bound, max: bound })
        .map((value): Filter => ({ expression: { $case: 'range', value } })),
      operands.map((list): Filter => ({ expression: { $case: 'all', value: { operands: list } } })),
      operands.map((list): Filter => ({ expression: { $case: 'any', value: { operands: list } } })),
      tie('filter').map((value): Filter => ({ expression: { $case: 'not', value } })),
    ),
  };
}).filter;
