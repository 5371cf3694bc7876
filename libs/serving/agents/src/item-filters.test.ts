import { requestFromJson } from '@stars/contracts';
import { expect, it } from 'vitest';
import { filterFields } from './item-filters.js';

it('says what an agent asks for in the filter of a request', () => {
  const asked = { categories: ['Drinks'], brands: ['Harbor', 'Elm'], max_price: 5, region: 'north' };
  const { region, filter } = requestFromJson('SearchItems', filterFields(asked));
  const isIn = (field: string, values: string[]) => ({ expression: { $case: 'in', value: { field, values } } });
  const range = { expression: { $case: 'range', value: { field: 'price', min: undefined, max: 5 } } };
  const operands = [isIn('category', ['Drinks']), isIn('brand', ['Harbor', 'Elm']), range];
  expect([region, filter]).toEqual(['north', { expression: { $case: 'all', value: { operands } } }]);
  expect(requestFromJson('SearchItems', filterFields({}))).toMatchObject({ region: '', filter: undefined });
});
