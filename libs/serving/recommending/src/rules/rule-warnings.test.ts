import { CatalogItem, RecommendRequest, Rule, RuleState } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { ItemCatalog } from '@stars/item-catalog';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ItemCards } from '../item-cards.js';
import { newTestStores, type TestStores } from '../testing/new-test-stores.js';
import type { NamedRule } from './live-rules.js';
import { RuleConditions } from './rule-conditions.js';
import { RuleWarnings } from './rule-warnings.js';
import { rulesOverlap } from './rules-overlap.js';

const NOW = Date.UTC(2026, 0, 2);
const TENANT = 'default';
let stores: TestStores;
let catalog: ItemCatalog;
beforeAll(async () => {
  stores = await newTestStores();
  ({ catalog } = stores);
  const item = (itemId: string, some: object = {}) =>
    CatalogItem.fromPartial({ tenantId: TENANT, itemId, version: 1000, title: itemId, brand: 'Farm', ...some });
  await catalog.upsert([
    item('apple'),
    item('rye', { regions: { north: { inStock: true }, south: { inStock: false } } }),
    item('gone', { inStock: false }),
  ]);
});
afterAll(() => stores.close());

const ids = (...values: string[]) => ({ expression: { $case: 'in' as const, value: { field: 'item_id', values } } });
const pin = (itemId: string, position = 0) => ({ $case: 'pin', value: { pins: [{ itemId, position }] } });
const share = (of: number) => ({ $case: 'share', value: { items: ids('apple'), share: of } });
const ruleOf = (action: unknown, some: object = {}): Rule =>
  Rule.fromPartial({ state: RuleState.RULE_STATE_LIVE, ...some, action: { action } } as Rule);

async function warningsOf(rule: Rule, others: Record<string, Rule> = {}) {
  const live: NamedRule[] = Object.entries(others).map(([name, other]) => ({ name, rule: other }));
  const warnings = new RuleWarnings({ find: () => live }, catalog, 'UTC', () => NOW);
  const found = await warnings.find({ tenantId: TENANT, name: 'tried', rule });
  return found.map(({ code, otherRule, itemId }) => [code, otherRule, itemId].join(' ').trim());
}

it('warns of what cannot be shown', async () => {
  expect(await warningsOf(ruleOf(pin('apple'), { from: '2026-01-02', until: '2026-01-03' }))).toEqual([]);
  expect(await warningsOf(ruleOf(pin('apple'), { until: '2026-01-02' }))).toEqual(['RULE_ENDED']);
  expect(await warningsOf(ruleOf(pin('nothing')))).toEqual(['RULE_UNKNOWN_ITEM  nothing']);
  expect(await warningsOf(ruleOf(pin('gone')))).toEqual(['RULE_OUT_OF_STOCK  gone']);
  expect(await warningsOf(ruleOf(pin('rye')))).toEqual([]);
  expect(await warningsOf(ruleOf(pin('rye'), { condition: { regions: ['south'] } }))).toEqual([
    'RULE_OUT_OF_STOCK  rye',
  ]);
  for (const action of ['exclude', 'only'])
    expect(await warningsOf(ruleOf({ $case: action, value: ids('nothing') }))).toEqual(['RULE_NO_ITEMS']);
  const boost = (itemId: string) => ruleOf({ $case: 'boost', value: { items: ids(itemId), factor: 2 } });
  expect([await warningsOf(boost('nothing')), await warningsOf(boost('gone'))]).toEqual([['RULE_NO_ITEMS'], []]);
});

it('warns of rules that contradict it, while both act on the same requests', async () => {
  const [one, other] = [pin('apple'), pin('rye')];
  expect(await warningsOf(ruleOf(one), { other: ruleOf(other) })).toEqual(['RULE_PIN_CONFLICT other apple']);
  expect(await warningsOf(ruleOf(one), { other: ruleOf(pin('rye', 1)), tried: ruleOf(other) })).toEqual([]);
  const ended = { until: '2026-01-01' };
  expect(await warningsOf(ruleOf(one), { ended: ruleOf(other, ended) })).toEqual([]);
  const later = { from: '2026-02-01' };
  expect(await warningsOf(ruleOf(one, { until: '2026-02-01T00:00' }), { later: ruleOf(other, later) })).toEqual([]);
  const excluding = { none: ruleOf({ $case: 'exclude', value: ids('apple') }) };
  const only = { other: ruleOf({ $case: 'only', value: ids('rye') }) };
  expect(await warningsOf(ruleOf(one), excluding)).toEqual(['RULE_PIN_EXCLUDED none apple']);
  expect(await warningsOf(ruleOf(one), only)).toEqual(['RULE_PIN_EXCLUDED other apple']);
  expect(await warningsOf(ruleOf(other), { ...excluding, ...only })).toEqual([]);
  expect(await warningsOf(excluding.none, { pins: ruleOf(one) })).toEqual(['RULE_PIN_EXCLUDED pins apple']);
  expect(await warningsOf(ruleOf(share(0.6)), { half: ruleOf(share(0.4)) })).toEqual([]);
  expect(await warningsOf(ruleOf(share(0.6)), { half: ruleOf(share(0.5)) })).toEqual(['RULE_SHARES_TOO_LARGE half']);
});

it('says that items were not checked without the catalogue', async () => {
  const away = () => Promise.reject(new StarsError('STARS_UNAVAILABLE', 'is away'));
  const none = { get: away, filterIds: away, latest: away };
  const warnings = new RuleWarnings({ find: () => [] }, none, 'UTC', () => NOW);
  const rule = ruleOf(pin('nothing'), { until: '2026-01-01' });
  const found = await warnings.find({ tenantId: TENANT, name: 'tried', rule });
  expect(found.map(({ code }) => code)).toEqual(['RULE_ENDED', 'RULE_NOT_CHECKED']);
});

it('compares every two rules that may act on one request', async () => {
  const some = (...values: string[]) => fc.subarray(values, { maxLength: 2 });
  const day = fc.constantFrom('', '2026-01-01', '2026-01-01T00:00', '2026-01-02T12:00', '2026-01-03');
  const rule = fc
    .record({
      condition: fc.option(
        fc.record({
          ...{ surfaces: some('home', 'cart'), regions: some('north', 'south'), languages: some('de', 'de-AT', 'DE') },
          ...{ categories: some('fruit', 'bread'), tags: some('spring', 'summer') },
        }),
        { nil: undefined },
      ),
      ...{ from: day, until: day },
    })
    .map((given) => ruleOf(pin('apple'), given));
  const request = fc.record({
    ...{ surface: fc.constantFrom('home', 'cart', ''), region: fc.constantFrom('north', 'south', '') },
    ...{ language: fc.constantFrom('de', 'de-at', 'en'), pageCategory: fc.constantFrom('fruit', 'bread') },
    ruleTags: some('spring', 'summer'),
  });
  const conditions = new RuleConditions(new ItemCards(catalog), catalog, 'UTC');
  let together = 0;
  await fc.assert(
    fc.asyncProperty(rule, rule, request, fc.nat(3 * 24), async (a, b, given, hours) => {
      const time = Date.UTC(2026, 0, 1) + hours * 3_600_000;
      const asked = { request: RecommendRequest.fromPartial(given), user: { history: [] }, time };
      const acting = await conditions.select([{ rule: a }, { rule: b }], asked);
      if (acting.length < 2) return;
      together++;
      expect(rulesOverlap(a, b)).toBe(true);
    }),
    { numRuns: 4000 },
  );
  expect(together).toBeGreaterThan(5);
  const of = (condition: object) => ruleOf(pin('apple'), { condition });
  expect(rulesOverlap(of({ surfaces: ['home'] }), of({ surfaces: ['cart'] }))).toBe(false);
  expect(rulesOverlap(of({ languages: ['de'] }), of({ languages: ['den', 'en'] }))).toBe(false);
});
