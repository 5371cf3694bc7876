import { type Filter, matchesFilter, RecommendMode, RecommendRequest, Rule, RuleState } from '@stars/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eligibleIds, FilteredShop, ITEMS, inBuckets, items, MODELS } from './testing/filtered-shop.js';

let shop: FilteredShop;
beforeAll(async () => {
  shop = await FilteredShop.open();
});
afterAll(() => shop.gateway.close());

const NEWEST = RecommendMode.RECOMMEND_MODE_NEWEST;
const MOST_RULES = 8;
/** No two places are equal after a boost: the order of equals is nobody's promise. */
const FACTORS = [0.0137, 0.4771, 2.0943, 19.871];

const itemId = fc.nat(ITEMS + 5).map((n) => `i${n}`);
const some = fc.constantFrom(1, 5, 12, 25).map((n) => inBuckets(n));
const pin = fc.uniqueArray(fc.record({ itemId, position: fc.nat(14) }), {
  ...{ minLength: 1, maxLength: 4 },
  selector: ({ position }) => position,
});
const action = fc.oneof(
  pin.map((pins) => ({ $case: 'pin' as const, value: { pins: uniqueItems(pins) } })),
  fc.record({ items: some, factor: fc.constantFrom(...FACTORS) }).map((value) => ({
    ...{ $case: 'boost' as const, value },
  })),
  some.map((value) => ({ $case: 'exclude' as const, value })),
  some.map((value) => ({ $case: 'only' as const, value })),
  fc.record({ items: some, share: fc.constantFrom(0.2, 0.5, 1) }).map((value) => ({
    ...{ $case: 'share' as const, value },
  })),
  fc.record({ items: fc.integer({ min: 1, max: 3 }), level: fc.constantFrom(undefined, 0, 1) }).map((value) => ({
    ...{ $case: 'cap' as const, value: { field: 'category', ...value } },
  })),
);
const condition = fc.record({
  surfaces: fc.constantFrom<string[]>([], ['home'], ['cart', 'home'], ['other']),
  regions: fc.constantFrom<string[]>([], [], ['south'], ['north']),
  categories: fc.constantFrom<string[]>([], [], ['sale']),
  tags: fc.constantFrom<string[]>([], [], ['spring', 'summer']),
  languages: fc.constantFrom<string[]>([], [], ['de']),
});
const rule = fc
  .record({
    action,
    condition: fc.option(condition, { nil: undefined }),
    priority: fc.integer({ min: -1, max: 1 }),
    state: fc.constantFrom(RuleState.RULE_STATE_LIVE, RuleState.RULE_STATE_LIVE, RuleState.RULE_STATE_PAUSED),
    times: fc.constantFrom(...['', '', '2017-12-01/', '/2018-01-01', '2017-12-02/2018-01-01', '/2017-12-01T00:01']),
  })
  .map(({ action: does, times, ...rest }) => {
    const [from = '', until = ''] = times.split('/');
    return Rule.fromPartial({ ...rest, from, until, action: { action: does } } as Rule);
  });
const question = fc.record({
  served: fc.constantFrom('plain', 'secondStage', 'none'),
  rules: fc.array(rule, { maxLength: MOST_RULES }),
  request: fc.record({
    userId: fc.constantFrom('regular', 'visitor', 'stranger'),
    mode: fc.constantFrom<RecommendMode>(0, 0, 1, 3, 10, NEWEST, NEWEST, NEWEST),
    k: fc.integer({ min: 1, max: 15 }),
    region: fc.constantFrom('', 'south'),
    surface: fc.constantFrom('', 'home'),
    language: fc.constantFrom('', 'de-AT'),
    pageCategory: fc.constantFrom('', 'sale'),
    ruleTags: fc.constantFrom<string[]>([], ['spring']),
    filter: fc.constantFrom(undefined, undefined, inBuckets(30)),
    excludeItemIds: fc.array(itemId, { maxLength: 10 }),
  }),
});

const uniqueItems = <P extends { itemId: string }>(pins: readonly P[]): P[] => [
  ...new Map(pins.map((each) => [each.itemId, each])).values(),
];

type Named = { name: string; rule: Rule };

/** As docs/reference/merchandising-rules.md says: state, times and conditions; then priority and name. */
function acting(rules: readonly Rule[], request: RecommendRequest): Named[] {
  const isOf = (values: readonly string[], given: readonly string[]) =>
    values.length === 0 || values.some((value) => given.includes(value));
  return rules
    .map((each, n) => ({ name: `r${n}`, rule: each }))
    .filter(({ rule: { state, from, until, condition: when } }) => {
      if (state !== RuleState.RULE_STATE_LIVE || from === '2017-12-02' || until === '2017-12-01T00:01') return false;
      if (!when) return true;
      return (
        isOf(when.surfaces, [request.surface]) &&
        isOf(when.regions, [request.region]) &&
        isOf(when.categories, [request.pageCategory]) &&
        isOf(when.tags, request.ruleTags) &&
        isOf(when.languages, [request.language.slice(0, 2)])
      );
    })
    .sort((a, b) => b.rule.priority - a.rule.priority || (a.name < b.name ? -1 : 1));
}

const doing = <C extends string>(rules: readonly Named[], $case: C) =>
  rules.flatMap(({ rule: { action: does } }) =>
    does?.action?.$case === $case ? [does.action.value as Extract<typeof does.action, { $case: C }>['value']] : [],
  );

const passes = (id: string, filter: Filter): boolean => {
  const item = items[Number(id.slice(1))];
  return item !== undefined && matchesFilter(filter, { ...item, regions: {} });
};

/** What stands where by pins: the first rule has the place, the next the next free one. */
function pinnedPlaces(rules: readonly Named[], allowed: ReadonlySet<string>, k: number): Map<number, string> {
  const placed = new Map<number, string>();
  for (const { itemId: id, position } of uniqueFirst(doing(rules, 'pin').flatMap(({ pins }) => pins))) {
    if (!allowed.has(id)) continue;
    let place = position;
    while (placed.has(place)) place++;
    if (place < k) placed.set(place, id);
  }
  return placed;
}

const uniqueFirst = <P extends { itemId: string }>(pins: readonly P[]): P[] =>
  pins.filter((each, n) => pins.findIndex((other) => other.itemId === each.itemId) === n);

/** A list of what is new, by every rule but caps: one place after the other. */
function newestList(rules: readonly Named[], allowed: ReadonlySet<string>, k: number): string[] {
  const pinned = pinnedPlaces(rules, allowed, k);
  const boosts = doing(rules, 'boost');
  const factorOf = (id: string) =>
    boosts.reduce((all, { items: of, factor }) => (passes(id, of!) ? all * factor : all), 1);
  const ranking = items.map((item) => item.itemId).reverse();
  const others = ranking
    .filter((id) => allowed.has(id))
    .map((id, place) => ({ id, place: (place + 1) / factorOf(id) }))
    .sort((a, b) => a.place - b.place)
    .map(({ id }) => id);
  const taken = new Set(pinned.values());
  const left = others.filter((id) => !taken.has(id));
  const list = left.slice(0, k - pinned.size);
  const below = left.slice(k - pinned.size);
  const shares = doing(rules, 'share');
  const countOf = (of: Filter) => [...taken, ...list].filter((id) => passes(id, of)).length;
  shares.forEach(({ items: of, share }, n) => {
    while (countOf(of!) < Math.floor(share * k)) {
      const from = below.findIndex((id) => passes(id, of!));
      const to = list.findLastIndex(
        (id) =>
          !passes(id, of!) &&
          shares.slice(0, n).every((one) => !passes(id, one.items!) || countOf(one.items!) > Math.floor(one.share * k)),
      );
      if (from < 0 || to < 0) return;
      const [risen] = below.splice(from, 1);
      below.unshift(...list.splice(to, 1));
      list.push(risen!);
    }
  });
  const all: string[] = [];
  const places = [...pinned].sort(([a], [b]) => a - b);
  while (list.length > 0 || places.length > 0) {
    if (places.length > 0 && (places[0]![0] === all.length || list.length === 0)) all.push(places.shift()![1]);
    else all.push(list.shift()!);
  }
  return all;
}

async function put(name: string, given: Rule | undefined): Promise<void> {
  const body = given ?? Rule.fromPartial({ action: { action: { $case: 'exclude', value: inBuckets(1) } } });
  await shop.gateway.rules.putRule({ tenantId: '', name, rule: body, expectedVersion: undefined });
}

async function askWithRules(numRuns: number): Promise<{ acted: number; exact: number }> {
  const seen = { acted: 0, exact: 0 };
  await fc.assert(
    fc.asyncProperty(question, async ({ served, rules, request: given }) => {
      shop.model = MODELS[served];
      for (let n = 0; n < MOST_RULES; n++) await put(`r${n}`, rules[n]);
      const request = RecommendRequest.fromPartial({ ...given, time: new Date(Date.UTC(2017, 11, 1, 12)) });
      const answer = await shop.gateway.recommendations.recommend(request);
      const without = await shop.gateway.recommendations.recommend({ ...request, rules: false });
      const shown = answer.items.map((item) => item.itemId);
      const held = acting(rules, request);
      expect(answer.rules).toEqual(held.map(({ name }) => name));
      expect(without.rules).toEqual([]);
      expect(new Set(shown).size).toBe(shown.length);
      if (held.length === 0) {
        expect(answer.items).toEqual(without.items);
        return;
      }
      seen.acted++;
      const filters = [...doing(held, 'only'), ...doing(held, 'exclude').map(negated)];
      const allowed = new Set(
        eligibleIds(request, new Set()).filter((id) => filters.every((filter) => passes(id, filter))),
      );
      expect(shown.filter((id) => !allowed.has(id))).toEqual([]);
      for (const [place, id] of pinnedPlaces(held, allowed, request.k))
        expect(shown.indexOf(id)).toBe(Math.min(place, shown.indexOf(id) === place ? place : shown.length - 1));
      if (doing(held, 'cap').length > 0) return;
      const unsold = request.mode === RecommendMode.RECOMMEND_MODE_BEST_SELLERS;
      for (const { items: of, share } of unsold ? [] : doing(held, 'share').slice(0, 1)) {
        const most = Math.min(Math.floor(share * request.k), [...allowed].filter((id) => passes(id, of!)).length);
        const mostFree = request.k - pinnedPlaces(held, allowed, request.k).size;
        expect(shown.filter((id) => passes(id, of!)).length).toBeGreaterThanOrEqual(Math.min(most, mostFree));
      }
      if (request.mode !== NEWEST) return;
      seen.exact++;
      expect(shown).toEqual(newestList(held, allowed, request.k));
    }),
    { numRuns },
  );
  return seen;
}

const negated = (value: Filter): Filter => ({ expression: { $case: 'not', value } });

describe('rules of a merchandiser', () => {
  it('do in random sets what the reference says, in its order, and nothing where they do not hold', async () => {
    const { acted, exact } = await askWithRules(150);
    expect([acted > 30, exact > 5]).toEqual([true, true]);
  });

  it('do so in 10,000 sets', { tags: ['long'], timeout: 3_600_000 }, async () => {
    await askWithRules(10_000);
  });
});
