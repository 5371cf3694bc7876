import { Impression, PreviewRuleRequest, RecommendRequest, Rule, RuleState, TOPICS } from '@stars/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway();
});
afterAll(() => gateway.close());

const asked = { userId: SEEDED.fruitUser, k: 5, region: 'north' };
const LIVE = RuleState.RULE_STATE_LIVE;

const some = fc.subarray([...SEEDED.itemIds], { minLength: 1, maxLength: 3 }).map((values) => ({
  expression: { $case: 'in' as const, value: { field: 'item_id', values } },
}));
const rule = fc
  .record({
    action: fc.oneof(
      fc.record({ itemId: fc.constantFrom(...SEEDED.itemIds), position: fc.nat(4) }).map((pin) => ({
        ...{ $case: 'pin' as const, value: { pins: [pin] } },
      })),
      some.map((value) => ({ $case: 'exclude' as const, value })),
      fc.record({ items: some, factor: fc.constantFrom(0.01, 50) }).map((value) => ({
        ...{ $case: 'boost' as const, value },
      })),
    ),
    surfaces: fc.constantFrom<string[]>([], ['home'], ['cart']),
    priority: fc.integer({ min: -1, max: 1 }),
  })
  .map(({ action, surfaces, priority }) =>
    Rule.fromPartial({ priority, condition: { surfaces }, action: { action } } as Rule),
  );

const put = (name: string, given: Rule) =>
  gateway.rules.putRule({ tenantId: '', name, rule: given, expectedVersion: undefined });
const recommend = (surface: string) =>
  gateway.recommendations.recommend(RecommendRequest.fromPartial({ ...asked, surface, details: true }));
const preview = (name: string, given: Rule, surface: string) =>
  gateway.recommendations.previewRule(PreviewRuleRequest.fromPartial({ ...asked, name, rule: given, surface }));

it('shows what lists have now, and what they have once the rule is live', async () => {
  await fc.assert(
    fc.asyncProperty(rule, rule, fc.constantFrom('home', ''), async (other, tried, surface) => {
      await put('other', { ...other, state: LIVE });
      await put('tried', { ...other, state: LIVE });
      const now = await recommend(surface);
      const { before, after } = await preview('tried', { ...tried, from: '2999-01-01' }, surface);
      await put('tried', { ...tried, state: LIVE });
      const then = await recommend(surface);
      expect([before!.items, before!.rules]).toEqual([now.items, now.rules]);
      expect([after!.items, after!.rules]).toEqual([then.items, then.rules]);
    }),
    { numRuns: 40 },
  );
});

it('is seen by nobody else, and nothing of it is recorded', async () => {
  const nothing = { expression: { $case: 'any' as const, value: { operands: [] } } };
  const only = Rule.fromPartial({ action: { action: { $case: 'only', value: nothing } } });
  const before = await recommend('cart');
  const [{ after }] = [await preview('', only, 'cart'), await preview('new', only, 'previewed')];
  expect(after!.items).toEqual([]);
  expect((await recommend('cart')).items).toEqual(before.items);
  const surfaces: string[] = [];
  for await (const batch of gateway.deps.bus.read({ topic: TOPICS.impressions })) {
    surfaces.push(...batch.map(({ value }) => Impression.decode(value).surface));
  }
  expect(surfaces).not.toContain('previewed');
  expect((await gateway.get('/v1/rules')).body).toMatchObject({ time_zone: 'UTC' });
  expect((await gateway.get('/v1/rules?name=new')).status).toBe(404);
});

it('names the field that is wrong', async () => {
  const action = { pin: { pins: [{ item_id: 'rye', position: 0 }] } };
  const errorOf = async (body: object) => (await gateway.post('/v1/rules/preview', body)).body.error;
  expect(await errorOf({ rule: { action } })).toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'user_id' });
  expect(await errorOf({ user_id: 'u', rule: {} })).toMatchObject({
    ...{ code: 'STARS_FIELD_REQUIRED', field: 'rule.action' },
  });
  expect(await errorOf({ user_id: 'u', name: '*', rule: { state: 'live' } })).toMatchObject({
    ...{ code: 'STARS_INVALID_FIELD', field: 'name' },
  });
  const wrong = { user_id: 'u', rule: { action: { boost: { items: { all: { operands: [] } }, factor: 0 } } } };
  expect(await errorOf(wrong)).toMatchObject({ code: 'STARS_OUT_OF_RANGE', field: 'rule.action.boost.factor' });
});
