import type { Filter } from '@stars/contracts';
import { expect, it } from 'vitest';
import { eligibility, excludedIds } from './eligibility.js';

const filter: Filter = { expression: { $case: 'in', value: { field: 'brand', values: ['Farm'] } } };

it('has a filter only if the request has one, and always a region: without one, what is in stock anywhere', () => {
  expect(eligibility({ filter, region: 'north' })).toEqual({ filter, region: 'north' });
  expect(Object.keys(eligibility({ filter: undefined, region: '' }))).toEqual(['region']);
  expect(eligibility({ filter, region: '' })).toEqual({ filter, region: '' });
});

it('excludes each named item once', () => {
  expect([...excludedIds({ excludeItemIds: ['b', 'a', 'b'] })]).toEqual(['b', 'a']);
});
