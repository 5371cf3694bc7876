import type { Filter } from '@stars/contracts';
import { expect, it } from 'vitest';
import { eligibility, excludedIds } from './eligibility.js';

const filter: Filter = { expression: { $case: 'in', value: { field: 'brand', values: ['Farm'] } } };

it('has a filter and a region only if the request has them: to stores, an empty region is a region of that name', () => {
  expect(eligibility({ filter, region: 'north' })).toEqual({ filter, region: 'north' });
  expect(Object.keys(eligibility({ filter: undefined, region: '' }))).toEqual([]);
  expect(Object.keys(eligibility({ filter, region: '' }))).toEqual(['filter']);
});

it('excludes each named item once', () => {
  expect([...excludedIds({ excludeItemIds: ['b', 'a', 'b'] })]).toEqual(['b', 'a']);
});
