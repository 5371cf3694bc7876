import {
  EstimateRuleRequest,
  type EstimateRuleResponse,
  type Filter,
  Impression,
  RecommendMode,
  RecommendRequest,
  Rule,
  RuleState,
  TOPICS,
} from '@stars/contracts';
import { createMetrics } from '@stars/platform';
import { Recommending } from '@stars/recommending';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { FilteredShop, ITEMS, inBuckets, MODELS } from './testing/filtered-shop.js';

let shop: FilteredShop;
/** Makes lists of the same shop, and records none. */
let unrecorded: Recommending;
/** One for each recorded list. */
const asked: { userId: string; surface: string; k: number; region: string; mode: RecommendMode }[] = [];
const MODES = [RecommendMode.RECOMMEND_MODE_SECOND_STAGE, RecommendMode.RECOMMEND_MODE_NEWEST];
beforeAll(async () => {
  shop = await FilteredShop.open();
  shop.model = MODELS['secondStage'];
  const metrics = createMetrics('unrecorded', { processMetrics: false });
  const limits = { storeMs: 2000, batchConcurrency: 1 };
  unrecorded = new Recommending({ ...shop.gateway.deps, metrics, limits, impressions: false });
  await unrecorded.start();
  for (const userId of ['regular', 'visitor', 'stranger'])
    for (const [n, mode] of MODES.entries())
      for (const surface of ['home', 'cart']) {
        const request = { userId, surface, mode, k: 4 + n, region: n === 0 ? '' : 'south' };
        asked.push(request);
        await shop.gateway.recommendations.recommend(RecommendRequest.fromPartial(request));
      }
  await vi.waitFor(async () => expect(await recorded()).toHaveLength(asked.length), { timeout: 15_000 });
});
afterAll(async () => {
  await unrecorded.close();
  await shop.gateway.close();
});

async function recorded(): Promise<string[]> {
  const surfaces: string[] = [];
  for await (const batch of shop.gateway.deps.bus.read({ topic: TOPICS.impressions }))
    surfaces.push(...batch.map(({ value }) => Impression.decode(value).surface));
  return surfaces;
}

async function listsNow() {
  await unrecorded.rules.catchUp();
  const lists = [];
  for (const each of asked) {
    const request = RecommendRequest.fromPartial(each);
    lists.push(await unrecorded.recommend.execute(request, new AbortController().signal, performance.now() + 10_000));
  }
  return lists;
}

const estimate = (rule: Rule, more: Partial<EstimateRuleRequest> = {}): Promise<EstimateRuleResponse> =>
  shop.gateway.rules.estimateRule(EstimateRuleRequest.fromPartial({ name: 'tried', rule, ...more }));
const put = (rule: Rule) =>
  shop.gateway.rules.putRule({ tenantId: '', name: 'tried', rule, expectedVersion: undefined });
const drop = () => shop.gateway.rules.deleteRule({ tenantId: '', name: 'tried', expectedVersion: undefined });

const pinOf = (itemId: string, position: number) => ({
  $case: 'pin' as const,
  value: { pins: [{ itemId, position }] },
});
const ruleOf = (action: unknown, condition: object = {}): Rule =>
  Rule.fromPartial({ condition, action: { action } } as Rule);

const some = fc.constantFrom(1, 5, 25).map((n): Filter => inBuckets(n));
const rule = fc
  .record({
    action: fc.oneof(
      fc.tuple(fc.nat(ITEMS + 5), fc.nat(3)).map(([n, position]) => pinOf(`i${n}`, position)),
      fc.record({ items: some, factor: fc.constantFrom(0.0137, 19.871) }).map((value) => ({
        ...{ $case: 'boost' as const, value },
      })),
      some.map((value) => ({ $case: 'exclude' as const, value })),
    ),
    surfaces: fc.constantFrom<string[]>([], ['home'], ['other']),
    regions: fc.constantFrom<string[]>([], ['south']),
    until: fc.constantFrom('', '2000-01-01', '2999-01-01'),
  })
  .map(({ action, until, ...condition }) => ({ ...ruleOf(action, condition), until }));

const gainsOf = (estimated: EstimateRuleResponse) =>
  [...estimated.gaining, ...estimated.losing].map(({ itemId, listsBefore, listsAfter }) => [
    itemId,
    listsBefore,
    listsAfter,
  ]);

it('counts what a person would who compares each list before and after the rule is live', async () => {
  await fc.assert(
    fc.asyncProperty(rule, async (tried) => {
      const before = await listsNow();
      const estimated = await estimate(tried);
      await put({ ...tried, state: RuleState.RULE_STATE_LIVE, until: '' });
      const after = await listsNow();
      await drop();
      const idsOf = ({ items }: { items: { itemId: string }[] }) => items.map(({ itemId }) => itemId);
      const acts = after.map(({ rules }) => rules.includes('tried'));
      const changed = after.filter((each, n) => String(idsOf(each)) !== String(idsOf(before[n]!)));
      expect(estimated).toMatchObject({
        ...{ lists: asked.length, answers: asked.length, skipped: 0 },
        ...{ actedOn: acts.filter(Boolean).length, changed: changed.length },
      });
      const count = (of: typeof before, itemId: string) =>
        of.filter((each, n) => acts[n] && idsOf(each).includes(itemId)).length;
      const ids = [...new Set([...before, ...after].flatMap(idsOf))];
      const moved = ids.flatMap((itemId) => {
        const [one, other] = [count(before, itemId), count(after, itemId)];
        return one === other ? [] : [[itemId, one, other]];
      });
      const few = estimated.gaining.length < 20 && estimated.losing.length < 20;
      if (few) expect(new Set(gainsOf(estimated).map(String))).toEqual(new Set(moved.map(String)));
      else expect(moved.map(String)).toEqual(expect.arrayContaining(gainsOf(estimated).map(String)));
    }),
    { numRuns: 8 },
  );
}, 60_000);

it('weighs what lists lose by the model, and says what the log cannot say', async () => {
  const [first] = await listsNow();
  const last = first!.items.at(-1)!.itemId;
  const { expectedDcg, loggedFeedback, changed, since } = await estimate(ruleOf(pinOf(last, 0)));
  expect(changed).toBeGreaterThan(0);
  expect(expectedDcg!.lists).toBe(changed);
  expect(expectedDcg!.before).toBeGreaterThan(0);
  expect(expectedDcg!.changeLow!).toBeLessThanOrEqual(expectedDcg!.after - expectedDcg!.before);
  expect(expectedDcg!.changeHigh!).toBeGreaterThanOrEqual(expectedDcg!.after - expectedDcg!.before);
  for (const { dcgBefore, dcgAfter } of expectedDcg!.losing) expect(dcgAfter).toBeLessThan(dcgBefore);
  expect(loggedFeedback).toMatchObject({ placesByChance: 0, notEstimable: expect.stringContaining('no evidence') });
  expect(since!.getTime()).toBe(shop.gateway.deps.clock!());
});

it('takes conditions to hold that records do not have, and counts one estimate of a tenant at a time', async () => {
  const condition = { tags: ['spring'], languages: ['de'] };
  const tried = ruleOf(pinOf('i1', 0), condition);
  const both = await Promise.allSettled([estimate(tried), estimate(tried)]);
  const done = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(done).toMatchObject([{ actedOn: asked.length, assumed: ['languages', 'tags'] }]);
  const { body } = await shop.gateway.post('/v1/rules/estimate', { rule: {}, answers: 1 });
  expect(body.error).toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'rule.action' });
  const few = await shop.gateway.post('/v1/rules/estimate', {
    ...{ answers: 3, days: 1 },
    rule: { action: { pin: { pins: [{ item_id: 'i1', position: 0 }] } } },
  });
  expect(few.body).toMatchObject({ answers: 3, lists: 3, acted_on: 3, assumed: [] });
});

it('shows nothing to anybody, and keeps nothing', async () => {
  const counts = async () => (await shop.gateway.get('/metrics')).body as string;
  const stages = /stars_gateway_stage_seconds_count.*/g;
  const before = [await recorded(), (await counts()).match(stages)];
  await estimate(ruleOf(pinOf('i1', 0)));
  expect(before[1]).not.toBeNull();
  expect([await recorded(), (await counts()).match(stages)]).toEqual(before);
  expect((await shop.gateway.get('/v1/rules')).body.rules).toEqual([]);
});

it('warns in the answers to a change and to an estimate', async () => {
  const rule = { action: { pin: { pins: [{ item_id: 'nothing', position: 0 }] } }, until: '2000-01-01' };
  const codes = [{ code: 'RULE_ENDED' }, { code: 'RULE_UNKNOWN_ITEM', item_id: 'nothing' }];
  const estimated = await shop.gateway.post('/v1/rules/estimate', { rule });
  expect(estimated.body).toMatchObject({ acted_on: asked.length, changed: 0, warnings: codes });
  expect((await shop.gateway.post('/v1/rules', { name: 'old', rule })).body).toMatchObject({ warnings: codes });
  const switched = await shop.gateway.post('/v1/rules', { name: '*', rule: { state: 'live' } });
  expect(switched.body).toMatchObject({ warnings: [] });
});

it('makes each list of a page again, and leaves out those that need seeds', async () => {
  const page = {
    ...{ user_id: 'regular', surface: 'shop' },
    placements: [
      { surface: 'home', k: 3 },
      { mode: 'goes_with', seed_item_ids: ['i1'] },
      { surface: 'new', mode: 'newest', k: 2 },
    ],
  };
  const { body } = await shop.gateway.post('/v1/recommend/page', page);
  await vi.waitFor(async () => expect(await recorded()).toContain('shop'), { timeout: 15_000 });
  const [top] = body.placements[0].items;
  // What stands above is not pinned below.
  const rule = ruleOf(pinOf(top.item_id, 0), { surfaces: ['new'] });
  const estimated = await estimate(rule);
  expect(estimated).toMatchObject({ answers: asked.length + 1, lists: asked.length + 2, skipped: 1 });
  expect(estimated).toMatchObject({ actedOn: 1, changed: 0, gaining: [], losing: [] });
});
