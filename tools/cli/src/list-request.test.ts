import { RecommendMode } from '@stars/contracts';
import { expect, it } from 'vitest';
import { listRequest } from './list-request.js';

it('takes fields from the rules where no option says them', () => {
  const rules = { k: 7, mode: 'second_stage', region: 'north', exclude_purchased: true };
  expect(listRequest({ rules, region: 'south' }, { user_id: 'u' })).toMatchObject({
    userId: 'u',
    k: 7,
    mode: RecommendMode.RECOMMEND_MODE_SECOND_STAGE,
    region: 'south',
    excludePurchased: true,
  });
});

it('leaves to the server what nothing says', () => {
  expect(listRequest({ surface: 'home' }, {})).toMatchObject({ k: 0, surface: 'home' });
});

it.each([
  [{ k: 1001 }, 'STARS_OUT_OF_RANGE', 'k'],
  [{ colour: 'red' }, 'STARS_INVALID_FIELD', 'colour'],
])('refuses %j', (rules, code, field) => {
  expect(() => listRequest({ rules }, {})).toThrow(expect.objectContaining({ code, field }));
});
