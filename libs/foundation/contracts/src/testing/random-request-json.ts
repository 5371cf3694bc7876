import fc from 'fast-check';
import { LIMITS } from '../limits.js';
import type { RpcName } from '../rpc-json.js';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const count = fc.nat();
const version = fc.oneof(fc.maxSafeNat(), fc.maxSafeNat().map(String));
const time = fc.integer({ min: LIMITS.earliestTime, max: LIMITS.latestTime }).map((ms) => new Date(ms).toISOString());
const scalar = fc.oneof(text, number, fc.boolean());
const name = text.filter((value) => value !== '__proto__');
const list = <T>(element: fc.Arbitrary<T>) => fc.array(element, { maxLength: 3 });
const row = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] });

const interaction = row({
  tenant_id: text,
  event_id: text,
  user_id: text,
  item_id: text,
  type: fc.constantFrom('view', 'add_to_cart', 'INTERACTION_TYPE_PURCHASE', null),
  time,
  session_id: text,
  page_id: text,
  region: text,
  quantity: number,
  value: number,
  recommendation_id: text,
  anonymous_id: text,
});

const impression = row({
  user_id: text,
  page_id: text,
  time,
  surface: text,
  items: list(fc.oneof(text, row({ item_id: text, position: count, propensity: number }))),
  recommendation_id: text,
  confirmed: fc.boolean(),
});

const regions = fc.dictionary(name, fc.record({ in_stock: fc.boolean() }), { maxKeys: 3 });
const item = row({
  item_id: text,
  version,
  title: text,
  description: text,
  brand: text,
  category: list(text),
  price: number,
  attributes: fc.dictionary(name, fc.oneof(scalar, list(text)), { maxKeys: 3 }),
  regions,
});

const user = row({ user_id: text, version, features: fc.dictionary(name, scalar, { maxKeys: 3 }) });

const context = row({
  event_id: text,
  region: text,
  valid_from: time,
  valid_until: time,
  signals: fc.dictionary(name, scalar, { maxKeys: 3 }),
  item_signals: list(fc.record({ name: text, value: number, item_ids: list(text) })),
});

const filter = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ in: row({ field: text, values: list(text) }) }),
    fc.record({ range: row({ field: text, min: number, max: number }) }),
    fc.record({ not: tie('tree') }),
    fc.record({ all: fc.record({ operands: list(tie('tree')) }) }),
    fc.record({ any: fc.record({ operands: list(tie('tree')) }) }),
  ),
})).tree;

const popularRules = {
  exclude_item_ids: list(text),
  category_caps: list(row({ level: count, items: count })),
  deadline_ms: count,
  language: fc.constantFrom('de', 'de-AT', 'zh-Hant-TW', ''),
};

const listRules = {
  ...popularRules,
  diversity: row({
    method: fc.constantFrom('mmr', 'dpp', 'DIVERSITY_METHOD_DPP', null),
    strength: number,
    relevance_budget: number,
  }),
};

const seeds = { seed_item_ids: list(text), seed_weights: list(number), window_days: count };

const recommend = row({
  tenant_id: text,
  user_id: text,
  k: count,
  region: text,
  surface: text,
  mode: fc.constantFrom(
    'gi',
    'ni',
    'rr',
    'rr_bi',
    'bi',
    'second_stage',
    'general_interest',
    'RECOMMEND_MODE_NEXT_INTENT',
    'goes_with',
    'trending',
    'price_dropped',
  ),
  filter,
  time,
  recent_events: list(interaction),
  ...listRules,
  candidate_item_ids: list(text),
  ...seeds,
  exclude_purchased: fc.boolean(),
  coverage: row({ places: count, penalty: number, within: count }),
  exploration: row({ places: count, rate: number, candidates: count, seed: count }),
  fatigue: number,
  explain: fc.boolean(),
  without_profile: fc.boolean(),
  score_parts: fc.boolean(),
});

const surfaceName = { tenant_id: text, name: text, expected_version: count };

/** Bodies of each rpc with the right types, whether or not they make sense. */
export const randomRequestJson: Record<RpcName, fc.Arbitrary<object>> = {
  Recommend: recommend,
  RecommendBatch: row({ requests: list(recommend) }),
  RecommendPage: row({
    ...{ tenant_id: text, user_id: text, region: text, surface: text, filter, time, explain: fc.boolean() },
    placements: list(row({ surface: text, k: count, filter, candidate_item_ids: list(text), ...seeds })),
  }),
  RecommendGroups: row({
    ...{
      tenant_id: text,
      user_id: text,
      field: fc.constantFrom('category', 'brand', 'attributes.colour', 'price', ''),
    },
    ...{
      level: count,
      k: count,
      items: count,
      region: text,
      surface: text,
      filter,
      time,
      exclude_item_ids: list(text),
    },
    ...{ exclude_purchased: fc.boolean(), explain: fc.boolean(), without_profile: fc.boolean() },
  }),
  SimilarItems: row({ tenant_id: text, item_id: text, k: count, region: text, filter, ...listRules }),
  PopularItems: row({ tenant_id: text, k: count, region: text, filter, ...popularRules }),
  GetItem: row({ tenant_id: text, item_id: text }),
  SearchItems: row({
    tenant_id: text,
    query: text,
    intent: text,
    k: count,
    offset: count,
    region: text,
    filter,
    item_ids: list(text),
  }),
  GetUser: row({ tenant_id: text, user_id: text }),
  GetUserHistory: row({ tenant_id: text, user_id: text, page_size: count, page_token: text }),
  ExportUser: row({ tenant_id: text, user_id: text, page_token: text }),
  FindUsers: row({
    ...{ tenant_id: text, item_ids: list(text), k: count, time, deadline_ms: count, page_token: text },
    exclude_purchased: fc.boolean(),
    segment: row({
      features: filter,
      events: list(
        row({
          types: list(fc.constantFrom('view', 'purchase')),
          items: filter,
          within_days: count,
          never: fc.boolean(),
        }),
      ),
    }),
  }),
  ListSurfaces: row({ tenant_id: text, name: text }),
  PutSurface: row({
    ...surfaceName,
    surface: row({
      ...{ k: count, filter, window_days: count, exclude_purchased: fc.boolean() },
      ...{ category_caps: listRules.category_caps, diversity: listRules.diversity },
      coverage: row({ places: count, penalty: number, within: count }),
    }),
  }),
  RollBackSurface: row({ ...surfaceName, version: count }),
  DeleteSurface: row(surfaceName),
  Track: row({ interactions: list(interaction), impressions: list(impression) }),
  UpsertItems: row({ items: list(item) }),
  PatchItems: row({
    items: list(
      row({
        ...{ tenant_id: text, item_id: text, version, price: number, sale_price: number },
        ...{
          sale_ended: fc.boolean(),
          in_stock: fc.boolean(),
          regions,
        },
      }),
    ),
  }),
  DeleteItems: row({ items: list(row({ tenant_id: text, item_id: text, version })) }),
  UpsertUsers: row({ users: list(user) }),
  DeleteUser: row({ tenant_id: text, user_id: text }),
  ObjectToProfiling: row({ tenant_id: text, user_id: text, withdrawn: fc.boolean() }),
  SetContext: row({ signals: list(context) }),
  ConfirmImpression: row({
    recommendation_id: text,
    user_id: text,
    page_id: text,
    surface: text,
    item_ids: list(text),
    time,
  }),
};
