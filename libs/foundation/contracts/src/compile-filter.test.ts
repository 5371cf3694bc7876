import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFilterFields } from './checked-messages.js';
import { matchesFilter, soldIn } from './compile-filter.js';
import { type FilterFields, filterFieldsOf, regionStock } from './filter-field.js';
import { CatalogItem } from './generated/stars/v1/catalog.js';
import type { Filter } from './generated/stars/v1/filter.js';
import { filterOf, randomFields, randomFilter } from './testing/random-filter.js';
import { failureOf } from './testing/stars-failure.js';
import { validItem } from './testing/valid-messages.js';

/** The texts and numbers of a field, computed in the simplest way, as the reference of the test. */
function valuesOf(fields: FilterFields, field: string): unknown[] {
  const known = new Map<string, unknown>([
    ['item_id', fields.itemId],
    ['brand', fields.brand],
    ['category', fields.category],
    ['price', fields.price],
    ...Object.entries(fields.attributes).map(([name, value]): [string, unknown] => [`attributes.${name}`, value]),
  ]);
  return [known.get(field)].flat().filter((value) => value !== undefined);
}

function naive(filter: Filter, fields: FilterFields): boolean {
  const e = filter.expression!;
  if (e.$case === 'all') return !e.value.operands.some((operand) => !naive(operand, fields));
  if (e.$case === 'any') return e.value.operands.filter((operand) => naive(operand, fields)).length > 0;
  if (e.$case === 'not') return naive(e.value, fields) === false;
  if (e.$case === 'in') {
    const { field, values } = e.value;
    if (field === 'in_stock') {
      const stock = new Map(Object.entries(fields.regions));
      return values.some((region) => stock.size === 0 || stock.get(region) === true);
    }
    return valuesOf(fields, field).some((value) => values.includes(`${value}`));
  }
  const { field, min, max } = e.value;
  const value = valuesOf(fields, field)[0];
  return typeof value === 'number' && !(min !== undefined && value < min) && !(max !== undefined && value > max);
}

const not = (value: Filter) => filterOf({ $case: 'not', value });
const all = (operands: Filter[]) => filterOf({ $case: 'all', value: { operands } });
const any = (operands: Filter[]) => filterOf({ $case: 'any', value: { operands } });
const isIn = (field: string, ...values: string[]) => filterOf({ $case: 'in', value: { field, values } });
const range = (field: string, min?: number, max?: number) => filterOf({ $case: 'range', value: { field, min, max } });

describe('matchesFilter', () => {
  it('agrees with a naive evaluator on random trees, which all pass the check', () => {
    let hits = 0;
    const runs = 2_000;
    fc.assert(
      fc.property(randomFilter, randomFields, (filter, fields) => {
        checkFilterFields(filter);
        const expected = naive(filter, fields);
        hits += Number(expected);
        expect(matchesFilter(filter, fields)).toBe(expected);
      }),
      { numRuns: runs },
    );
    // A generator whose filters always or never match would prove nothing.
    expect(hits).toBeGreaterThan(runs / 10);
    expect(hits).toBeLessThan((runs * 9) / 10);
  });

  it('obeys De Morgan and the double negation', () => {
    fc.assert(
      fc.property(fc.array(randomFilter, { maxLength: 3 }), randomFields, (operands, fields) => {
        const negated = operands.map(not);
        expect(matchesFilter(not(all(operands)), fields)).toBe(matchesFilter(any(negated), fields));
        expect(matchesFilter(not(any(operands)), fields)).toBe(matchesFilter(all(negated), fields));
        for (const operand of operands) {
          expect(matchesFilter(not(not(operand)), fields)).toBe(matchesFilter(operand, fields));
        }
      }),
    );
  });

  const milk = filterFieldsOf(validItem());
  it.each<[string, Filter, boolean]>([
    ['any level of the category', isIn('category', 'GROCERY'), true],
    ['a category that it is not', isIn('category', 'MEAT'), false],
    ['a boolean attribute by its text', isIn('attributes.organic', 'false'), true],
    ['a number attribute by its text', isIn('attributes.fat', '3.5'), true],
    ['an element of a list', isIn('attributes.labels', 'local'), true],
    ['an attribute that is absent', isIn('attributes.colour', 'undefined'), false],
    ['a property that every object has', isIn('attributes.toString', String(Object.prototype.toString)), false],
    ['a price within bounds, inclusive', range('price', 2.49, 2.49), true],
    ['a price below', range('price', undefined, 2.48), false],
    ['a number within bounds', range('attributes.fat', 3), true],
    ['a text, which has no order', range('attributes.size', 0), false],
    ['a region in stock', isIn('in_stock', '367'), true],
    ['a region out of stock', isIn('in_stock', '406'), false],
    ['a region that is not named', isIn('in_stock', '999'), false],
    ['one region of several', isIn('in_stock', '406', '367'), true],
    ['no value', isIn('brand'), false],
    ['all of nothing', all([]), true],
    ['any of nothing', any([]), false],
  ])('%s', (_name, filter, expected) => {
    expect(matchesFilter(filter, milk)).toBe(expected);
  });

  it('matches no range for an absent price, and always its negation', () => {
    const unpriced = { ...milk, price: undefined };
    expect(matchesFilter(range('price'), unpriced)).toBe(false);
    expect(matchesFilter(not(range('price', 0)), unpriced)).toBe(true);
  });

  it('reads own attributes only, whatever prototype they have', () => {
    const attributes: Record<string, unknown> = Object.create({ inherited: 'x', size: 5 });
    expect(matchesFilter(isIn('attributes.inherited', 'x'), { ...milk, attributes })).toBe(false);
    expect(matchesFilter(range('attributes.size', 0), { ...milk, attributes })).toBe(false);
  });

  it('refuses filters that it cannot answer', () => {
    expect(failureOf(() => matchesFilter(isIn('colour', 'x'), milk))).toBe('STARS_UNKNOWN_FILTER_FIELD');
    expect(failureOf(() => matchesFilter(range('brand', 1), milk))).toBe('STARS_UNKNOWN_FILTER_FIELD');
    expect(failureOf(() => matchesFilter({ expression: undefined }, milk))).toBe('STARS_INVALID_FIELD');
  });
});

describe('regionStock', () => {
  it('says by "" whether the item is in stock anywhere', () => {
    const stockOf = (item: Partial<CatalogItem>) => regionStock(CatalogItem.fromPartial(item));
    const regions = { r1: { inStock: true }, r2: { inStock: false } };
    expect(stockOf({})).toEqual({});
    expect(stockOf({ inStock: true, regions })).toEqual({ r1: true, r2: false, '': true });
    expect(stockOf({ regions: { r2: { inStock: false } } })).toEqual({ r2: false, '': false });
    expect(stockOf({ inStock: false, regions })).toEqual({ '': false });
    for (const region of ['', 'r1', 'r3']) expect(soldIn(stockOf({ inStock: false, regions }), region)).toBe(false);
  });
});

describe('soldIn', () => {
  it('is everywhere without regions, and else only where it is in stock', () => {
    expect(soldIn({}, '367')).toBe(true);
    expect(soldIn({ '367': true, '406': false }, '367')).toBe(true);
    expect(soldIn({ '367': true, '406': false }, '406')).toBe(false);
    expect(soldIn({ '367': true }, '1')).toBe(false);
    expect(soldIn({ '367': true }, 'constructor')).toBe(false);
  });
});
