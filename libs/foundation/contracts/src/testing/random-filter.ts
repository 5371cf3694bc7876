import fc from 'fast-check';
import type { FilterFields } from '../filter-field.js';
import type { Filter } from '../generated/stars/v1/filter.js';

const text = fc.constantFrom('a', 'b', 'c', '5', 'true', '');
const number = fc.constantFrom(-1, 0, 2.5, 5, 1e9);

/** Items with few values, so that random filters often hit them. */
export const randomFields: fc.Arbitrary<FilterFields> = fc.record({
  itemId: text,
  brand: text,
  category: fc.array(text, { maxLength: 3 }),
  price: fc.option(number, { nil: undefined }),
  attributes: fc.dictionary(
    fc.constantFrom('x', 'y', 'x.y'),
    fc.oneof(text, number, fc.boolean(), fc.array(text, { maxLength: 3 })),
  ),
  regions: fc.dictionary(text, fc.boolean(), { maxKeys: 3 }),
});

const attribute = fc.constantFrom('attributes.x', 'attributes.y', 'attributes.x.y', 'attributes.constructor');
const inField = fc.oneof(fc.constantFrom('item_id', 'brand', 'category', 'in_stock'), attribute);
const rangeField = fc.oneof(fc.constant('price'), attribute);
const bound = fc.option(number, { nil: undefined });

/** Filters that pass the API's check. */
export const randomFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => {
  const operands = fc.array(tie('filter'), { maxLength: 3 });
  return {
    filter: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      fc
        .record({ field: inField, values: fc.array(text, { maxLength: 3 }) })
        .map((value) => filterOf({ $case: 'in', value })),
      fc.record({ field: rangeField, min: bound, max: bound }).map((value) => filterOf({ $case: 'range', value })),
      operands.map((list) => filterOf({ $case: 'all', value: { operands: list } })),
      operands.map((list) => filterOf({ $case: 'any', value: { operands: list } })),
      tie('filter').map((value) => filterOf({ $case: 'not', value })),
    ),
  };
}).filter;

export function filterOf(expression: NonNullable<Filter['expression']>): Filter {
  return { expression };
}
