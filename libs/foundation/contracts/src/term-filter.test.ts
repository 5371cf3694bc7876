import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesFilter, soldIn } from './compile-filter.js';
import type { FilterFields } from './filter-field.js';
import { attributeTerm, itemTerms, regionTerm, SOLD_EVERYWHERE } from './item-terms.js';
import { type TermFilter, toTermFilter } from './term-filter.js';
import { filterOf, randomFields, randomFilter } from './testing/random-filter.js';
import { failureOf } from './testing/stars-failure.js';

/** What an engine does with terms, in the simplest way. */
function evaluate(filter: TermFilter | boolean, fields: FilterFields): boolean {
  if (typeof filter === 'boolean') return filter;
  const { attributes, numbers, soldIn: sold } = itemTerms(fields);
  switch (filter.kind) {
    case 'all':
      return filter.operands.every((operand) => evaluate(operand, fields));
    case 'any':
      return filter.operands.some((operand) => evaluate(operand, fields));
    case 'not':
      return !evaluate(filter.operand, fields);
    case 'terms': {
      const { brand, category, itemId } = fields;
      const has = { item_id: [itemId], brand: [brand], category, attributes, sold_in: sold }[filter.field];
      return filter.terms.some((term) => has.includes(term));
    }
    case 'range': {
      const { attribute, min = -Infinity, max = Infinity } = filter;
      const value = attribute === undefined ? fields.price : numbers.find(({ name }) => name === attribute)?.value;
      return value !== undefined && value >= min && value <= max;
    }
  }
}

/** Whether the filter has the promised form: no constant, no empty list, no list of one. */
function isReduced(filter: TermFilter): boolean {
  if (filter.kind === 'not') return isReduced(filter.operand);
  if (filter.kind === 'terms') return filter.terms.length > 0;
  return filter.kind === 'range' || (filter.operands.length > 1 && filter.operands.every(isReduced));
}

describe('toTermFilter', () => {
  it('passes what matchesFilter and soldIn pass, in a form without constants', () => {
    const seen = { passed: 0, failed: 0, constant: 0 };
    const region = fc.option(fc.constantFrom('a', 'b', '5', ''), { nil: undefined });
    fc.assert(
      fc.property(randomFilter, region, randomFields, (filter, where, fields) => {
        const query = { filter, ...(where === undefined ? {} : { region: where }) };
        const terms = toTermFilter(query);
        const expected = matchesFilter(filter, fields) && (where === undefined || soldIn(fields.regions, where));
        expect(evaluate(terms, fields)).toBe(expected);
        expect(typeof terms === 'boolean' || isReduced(terms)).toBe(true);
        expected ? seen.passed++ : seen.failed++;
        if (typeof terms === 'boolean') seen.constant++;
      }),
      { numRuns: 3_000 },
    );
    // Otherwise the property would hold trivially.
    expect(Math.min(seen.passed, seen.failed, seen.constant)).toBeGreaterThan(100);
  });

  it('passes all items if there is no condition', () => {
    expect(toTermFilter({})).toBe(true);
  });

  it('refuses what the API refuses, by path', () => {
    const unknown = filterOf({ $case: 'in', value: { field: 'colour', values: ['red'] } });
    const nested = filterOf({ $case: 'all', value: { operands: [unknown] } });
    expect(failureOf(() => toTermFilter({ filter: nested }))).toBe(
      'STARS_UNKNOWN_FILTER_FIELD filter.all.operands[0].in.field',
    );
  });
});

describe('terms', () => {
  it('are different for each name and text, whatever these contain', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '=', '#', '%', '3', 'd', '\u0000', 'é'), maxLength: 4 });
    fc.assert(
      fc.property(part, part, part, part, (name, text, otherName, otherText) => {
        const same = name === otherName && text === otherText;
        expect(attributeTerm(name, text) === attributeTerm(otherName, otherText)).toBe(same);
      }),
      { numRuns: 5_000 },
    );
  });

  it('stay short and different for long texts', () => {
    const long = 'é'.repeat(5_000);
    const term = attributeTerm('note', long);
    expect(Buffer.byteLength(term)).toBeLessThan(100);
    expect(term).not.toBe(attributeTerm('note', `${long}.`));
    expect(term).not.toBe(attributeTerm('other', long));
    expect(attributeTerm('note', term.slice('note'.length))).not.toBe(term);
  });

  it('distinguish a region from everywhere', () => {
    expect(regionTerm(SOLD_EVERYWHERE)).not.toBe(SOLD_EVERYWHERE);
  });
});
