import { describe, expect, it } from 'vitest';
import { checkFilterFields, filterFromJson } from './checked-messages.js';
import { at } from './field-problem.js';
import type { Filter } from './generated/stars/v1/filter.js';
import { filter } from './messages/filter.js';
import { filterOf } from './testing/random-filter.js';
import { failureOf } from './testing/stars-failure.js';

const brand = { in: { field: 'brand', values: ['x'] } };

const parseFilter = (json: unknown) => at('', () => filter.read(json, 'reject'));

function nested(depth: number): unknown {
  return depth === 1 ? brand : { not: nested(depth - 1) };
}

function nestedInLists(depth: number): unknown {
  return depth === 1 ? brand : { all: { operands: [nestedInLists(depth - 1)] } };
}

describe('filterFromJson', () => {
  it('reads proto JSON', () => {
    const json = {
      all: { operands: [brand, { range: { field: 'price', min: 1 } }, { any: { operands: [] } }, { not: brand }] },
    };
    const isBrand = filterOf({ $case: 'in', value: { field: 'brand', values: ['x'] } });
    expect(filterFromJson(json)).toEqual(
      filterOf({
        $case: 'all',
        value: {
          operands: [
            isBrand,
            filterOf({ $case: 'range', value: { field: 'price', min: 1, max: undefined } }),
            filterOf({ $case: 'any', value: { operands: [] } }),
            filterOf({ $case: 'not', value: isBrand }),
          ],
        },
      }),
    );
  });

  it.each<[unknown, string]>([
    [{}, 'STARS_INVALID_FIELD filter'],
    [[], 'STARS_INVALID_FIELD filter'],
    ['brand', 'STARS_INVALID_FIELD filter'],
    [{ ...brand, not: brand }, 'STARS_INVALID_FIELD filter'],
    [{ or: { operands: [brand] } }, 'STARS_INVALID_FIELD filter.or'],
    [{ in: { field: 'brand', value: 'x' } }, 'STARS_INVALID_FIELD filter.in.value'],
    [{ in: { field: 'brand', values: 'x' } }, 'STARS_INVALID_FIELD filter.in.values'],
    [{ in: { field: 'brand', values: [1] } }, 'STARS_INVALID_FIELD filter.in.values[0]'],
    [{ in: { values: ['x'] } }, 'STARS_FIELD_REQUIRED filter.in.field'],
    [{ in: { field: 'price', values: ['1'] } }, 'STARS_INVALID_FIELD filter.in.field'],
    [{ in: { field: 'colour', values: ['x'] } }, 'STARS_UNKNOWN_FILTER_FIELD filter.in.field'],
    [{ in: { field: 'attributes.', values: ['x'] } }, 'STARS_UNKNOWN_FILTER_FIELD filter.in.field'],
    [{ range: { field: 'brand', min: 1 } }, 'STARS_INVALID_FIELD filter.range.field'],
    [{ range: { field: 'price', min: '1' } }, 'STARS_INVALID_FIELD filter.range.min'],
    [
      { all: { operands: [brand, { not: { in: { field: 'Brand' } } }] } },
      'STARS_UNKNOWN_FILTER_FIELD filter.all.operands[1].not.in.field',
    ],
    [{ in: { field: 'brand', values: Array(10_001).fill('x') } }, 'STARS_TOO_LARGE filter.in.values'],
    [{ all: { operands: Array(1_000).fill(brand) } }, 'STARS_TOO_LARGE filter.all.operands[999]'],
  ])('refuses %#', (json, failure) => {
    expect(failureOf(() => filterFromJson(json, 'filter'))).toBe(failure);
  });

  it('goes 16 deep and no deeper, however deep the text', () => {
    expect(filterFromJson(nested(16)).expression?.$case).toBe('not');
    expect(failureOf(() => filterFromJson(nested(17)))).toMatch(/^STARS_TOO_LARGE not\./);
    expect(filterFromJson(nestedInLists(16)).expression?.$case).toBe('all');
    expect(failureOf(() => filterFromJson(nestedInLists(17)))).toMatch(/^STARS_TOO_LARGE all\./);
    // The parser also stops there: requests are parsed before they are checked.
    expect(failureOf(() => parseFilter(nestedInLists(17)))).toBe(
      `STARS_TOO_LARGE ${'.all.operands[0]'.repeat(16).slice(1)}`,
    );
    expect(failureOf(() => parseFilter(nested(17)))).toBe(`STARS_TOO_LARGE ${'.not'.repeat(16).slice(1)}`);
    expect(failureOf(() => filterFromJson(nested(5_000)))).toMatch(/^STARS_TOO_LARGE not\./);
  });
});

describe('checkFilterFields', () => {
  it('checks messages from gRPC too', () => {
    let deep: Filter = filterOf({ $case: 'in', value: { field: 'brand', values: [] } });
    for (let depth = 1; depth < 17; depth++) deep = filterOf({ $case: 'not', value: deep });
    expect(failureOf(() => checkFilterFields(deep, 'f'))).toBe(`STARS_TOO_LARGE f${'.not'.repeat(16)}`);
    let wide: Filter = filterOf({ $case: 'in', value: { field: 'brand', values: [] } });
    for (let depth = 1; depth < 17; depth++) wide = filterOf({ $case: 'any', value: { operands: [wide] } });
    expect(failureOf(() => checkFilterFields(wide, 'f'))).toBe(`STARS_TOO_LARGE f${'.any.operands[0]'.repeat(16)}`);
    const unset = filterOf({ $case: 'not', value: { expression: undefined } });
    expect(failureOf(() => checkFilterFields(unset, 'f'))).toBe('STARS_INVALID_FIELD f.not');
    const range = filterOf({ $case: 'range', value: { field: 'price', min: Number.NaN } });
    expect(failureOf(() => checkFilterFields(range, 'f'))).toBe('STARS_OUT_OF_RANGE f.range.min');
  });
});
