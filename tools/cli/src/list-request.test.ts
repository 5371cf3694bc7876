import { RecommendMode } from '@stars/contracts';
import { expect, it } from 'vitest';
import { groupsRequest, listRequest } from './list-request.js';

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

it('asks for groups with the same options and rules, and refuses what is of lists alone', () => {
  const whose = { user_id: 'u', field: 'category' };
  expect(groupsRequest({ k: 3, rules: { level: 0, items: 2 } }, whose)).toMatchObject({
    ...{ userId: 'u', field: 'category', level: 0, k: 3, items: 2 },
  });
  const refused = (options: Parameters<typeof groupsRequest>[0], field: string) =>
    expect(() => groupsRequest(options, whose)).toThrow(
      expect.objectContaining({ code: 'STARS_INVALID_FIELD', field }),
    );
  refused({ mode: 'gi' }, 'mode');
  refused({ rules: { fatigue: 1 } }, 'fatigue');
});
