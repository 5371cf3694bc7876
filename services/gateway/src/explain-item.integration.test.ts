import {
  ExplainItemRequest,
  type Filter,
  filterFieldsOf,
  InteractionType,
  ItemOutcome,
  matchesFilter,
  RecommendMode,
  RecommendRequest,
  Rule,
  RuleState,
  soldIn,
} from '@stars/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FilteredShop, ITEMS, inBuckets, items, MODELS, purchasesOf } from './testing/filtered-shop.js';
import { SEEDED } from './testing/new-test-gateway.js';

let shop: FilteredShop;
const HIDDEN = 'i9';
const PINNED = ['i200', 'i201', 'i202', 'i203'];
const BANNED = inBuckets(3);
beforeAll(async () => {
  shop = await FilteredShop.open();
  const dislike = {
    ...{ eventId: 'no', itemId: HIDDEN, type: InteractionType.INTERACTION_TYPE_DISLIKE },
    ...{ time: SEEDED.lastPurchase, region: '' },
  };
  await shop.gateway.deps.profiles.appendEvents('default', [{ userId: 'regular', events: [dislike] }]);
  await put('bans', { $case: 'exclude', value: BANNED }, ['sale']);
  await put('pins', { $case: 'pin', value: { pins: PINNED.map((itemId, position) => ({ itemId, position })) } }, [
    'sale',
    'pinned',
  ]);
});
afterAll(() => shop.gateway.close());

const put = (name: string, action: unknown, categories: string[]) =>
  shop.gateway.rules.putRule({
    ...{ tenantId: '', name, expectedVersion: undefined },
    rule: Rule.fromPartial({
      ...{ condition: { categories }, state: RuleState.RULE_STATE_LIVE, action: { action } },
    } as Rule),
  });
const { ITEM_OUTCOME_RANKED_BELOW: BELOW, ITEM_OUTCOME_REPLACED: REPLACED } = ItemOutcome;
const NO_CANDIDATE = ItemOutcome.ITEM_OUTCOME_NO_CANDIDATE;

const question = fc.record({
  served: fc.constantFrom('plain', 'secondStage', 'none'),
  item: fc.oneof(
    fc.nat(ITEMS + 20),
    fc.integer({ min: ITEMS - 12, max: ITEMS - 1 }),
    fc.nat(59).map((n) => 3 * n),
    fc.constantFrom(9, 200),
  ),
  request: fc.record({
    userId: fc.constantFrom('regular', 'visitor', 'stranger'),
    mode: fc.constantFrom(0, RecommendMode.RECOMMEND_MODE_NEWEST, RecommendMode.RECOMMEND_MODE_ROUND_ROBIN),
    k: fc.integer({ min: 1, max: 12 }),
    region: fc.constantFrom('', 'south'),
    pageCategory: fc.constantFrom('', 'sale', 'pinned'),
    filter: fc.constantFrom<(Filter | undefined)[]>(undefined, undefined, inBuckets(40)),
    excludeItemIds: fc.array(
      fc.nat(ITEMS).map((n) => `i${n}`),
      { maxLength: 8 },
    ),
    excludePurchased: fc.boolean(),
    excludeSeen: fc.boolean(),
  }),
});

/** By looking at the item alone, in the order of the steps. */
function exclusionOf(n: number, request: RecommendRequest): [ItemOutcome, string] | undefined {
  const item = items[n];
  if (!item) return [ItemOutcome.ITEM_OUTCOME_UNKNOWN_ITEM, ''];
  const fields = filterFieldsOf(item);
  const { itemId } = item;
  if (!soldIn(fields.regions, request.region)) return [ItemOutcome.ITEM_OUTCOME_OUT_OF_STOCK, ''];
  if (request.excludeItemIds.includes(itemId)) return [ItemOutcome.ITEM_OUTCOME_EXCLUDED, ''];
  if (request.userId === 'regular' && itemId === HIDDEN) return [ItemOutcome.ITEM_OUTCOME_HIDDEN, ''];
  if ((request.excludePurchased || request.excludeSeen) && purchasesOf(request.userId).includes(itemId))
    return [ItemOutcome.ITEM_OUTCOME_ALREADY_MET, ''];
  if (request.filter && !matchesFilter(request.filter, fields)) return [ItemOutcome.ITEM_OUTCOME_FILTERED, ''];
  if (request.pageCategory === 'sale' && matchesFilter(BANNED, fields))
    return [ItemOutcome.ITEM_OUTCOME_EXCLUDED_BY_RULE, 'bans'];
  return undefined;
}

it('says what a look at each step does', async () => {
  const reached = new Set<ItemOutcome>();
  await fc.assert(
    fc.asyncProperty(question, async ({ served, item: n, request: given }) => {
      shop.model = MODELS[served];
      const request = RecommendRequest.fromPartial(given);
      const itemId = `i${n}`;
      const asked = ExplainItemRequest.fromPartial({ ...given, itemId });
      const explained = await shop.gateway.recommendations.explainItem(asked);
      const { outcome, position, rank, rule } = explained;
      reached.add(outcome);
      const shown = await shop.gateway.recommendations.recommend(request);
      const place = shown.items.findIndex((each) => each.itemId === itemId);
      const exclusion = exclusionOf(n, request);
      if (place >= 0) expect([outcome, position]).toEqual([ItemOutcome.ITEM_OUTCOME_SHOWN, place]);
      else if (exclusion) expect([outcome, rule]).toEqual(exclusion);
      else {
        const whole = { ...request, k: 1000, rules: false };
        if (given.pageCategory === 'sale')
          whole.filter = { expression: { $case: 'all', value: { operands: [not(BANNED), ...and(given.filter)] } } };
        const all = (await shop.gateway.recommendations.recommend(whole)).items;
        const below = all.findIndex((each) => each.itemId === itemId);
        expect([BELOW, REPLACED, NO_CANDIDATE]).toContain(outcome);
        if (outcome === NO_CANDIDATE) {
          expect(rank).toBeUndefined();
          // Of a list, each item is ranked; else places that no candidate takes are filled.
          expect(given.mode).not.toBe(RecommendMode.RECOMMEND_MODE_NEWEST);
          return;
        }
        expect(rank).toBe(below + 1);
        expect(outcome).toBe(below < given.k ? REPLACED : BELOW);
        expect(outcome === BELOW || given.pageCategory !== '').toBe(true);
      }
    }),
    { numRuns: 250, seed: 7 },
  );
  const all = Object.values(ItemOutcome).filter((each): each is ItemOutcome => Number(each) > 0);
  expect(all.filter((each) => !reached.has(each)).map((each) => ItemOutcome[each])).toEqual([]);
}, 60_000);

const not = (value: Filter): Filter => ({ expression: { $case: 'not', value } });
const and = (filter: Filter | undefined): Filter[] => (filter ? [filter] : []);

it('says how far the searches have the item that no source found, records nothing, and names wrong fields', async () => {
  shop.model = MODELS['secondStage'];
  const post = (body: object) => shop.gateway.post('/v1/explain-item', body);
  const found = [];
  for (let n = 0; n < ITEMS; n += 13) found.push((await post({ user_id: 'regular', item_id: `i${n}`, k: 3 })).body);
  const none = found.filter(({ outcome }) => outcome === 'no_candidate');
  for (const { search_rank: rank } of none) expect(rank === undefined || rank > 3).toBe(true);
  const below = found.filter(({ outcome }) => outcome === 'ranked_below');
  expect(below.length).toBeGreaterThan(0);
  for (const { score, last_score: last } of below) expect(score).toBeLessThanOrEqual(last);
  expect((await post({ user_id: 'regular' })).body.error).toMatchObject({
    ...{ code: 'STARS_FIELD_REQUIRED', field: 'item_id' },
  });
  expect((await post({ user_id: 'u', item_id: 'i1', mode: 'goes_with' })).body.error).toMatchObject({
    ...{ code: 'STARS_FIELD_REQUIRED', field: 'seed_item_ids' },
  });
});
