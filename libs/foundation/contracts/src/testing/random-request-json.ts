import fc from 'fast-check';
import type { RpcName } from '../rpc-json.js';
import { randomCatalogJson } from './random-catalog-json.js';
import { count, filter, list, name, number, row, scalar, text, time, version } from './random-json-parts.js';

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
  model_version: text,
  lists: list(row({ placement: text, mode: text, degradations: list(text) })),
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
  exclude_seen: fc.boolean(),
  coverage: row({ places: count, penalty: number, within: count }),
  exploration: row({ places: count, rate: number, candidates: count, seed: count }),
  fatigue: number,
  explain: fc.boolean(),
  without_profile: fc.boolean(),
  score_parts: fc.boolean(),
  ...{ page_category: text, rule_tags: list(text), rules: fc.boolean() },
});

const rule = row({
  condition: row({ surfaces: list(text), regions: list(text), tags: list(text), languages: list(text) }),
  action: fc.oneof(
    fc.record({ pin: row({ pins: list(row({ item_id: text, position: count })) }) }),
    fc.record({ boost: row({ items: filter, factor: number }) }),
    fc.record({ exclude: filter }),
    fc.record({ share: row({ items: filter, share: number }) }),
    fc.record({ cap: row({ field: text, level: count, items: count }) }),
    fc.record({ only: filter }),
  ),
  priority: count,
  state: fc.constantFrom('draft', 'live', 'paused', 'RULE_STATE_LIVE'),
  from: fc.constantFrom('', '2026-12-24', '2026-12-24T18:00', 'tomorrow'),
  until: fc.constantFrom('', '2026-12-25', '2026-02-31'),
  note: text,
});

const versionedName = { tenant_id: text, name: text, expected_version: count };

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
    ...{ level: count, k: count, items: count, region: text, surface: text, filter, time },
    exclude_item_ids: list(text),
    ...{
      exclude_purchased: fc.boolean(),
      exclude_seen: fc.boolean(),
      explain: fc.boolean(),
      without_profile: fc.boolean(),
    },
  }),
  SimilarItems: row({ tenant_id: text, item_id: text, k: count, region: text, filter, ...listRules }),
  PopularItems: row({ tenant_id: text, k: count, region: text, filter, ...popularRules }),
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
  ...randomCatalogJson,
  ListSurfaces: row({ tenant_id: text, name: text }),
  PutSurface: row({
    ...versionedName,
    surface: row({
      ...{ k: count, filter, window_days: count, exclude_purchased: fc.boolean(), exclude_seen: fc.boolean() },
      ...{ category_caps: listRules.category_caps, diversity: listRules.diversity },
      coverage: row({ places: count, penalty: number, within: count }),
    }),
  }),
  GetActivity: row({
    ...{ tenant_id: text, from: time, until: time, bucket: fc.constantFrom('hour', 'day') },
    ...{ time_zone: fc.constantFrom('', 'Europe/Berlin', 'Mars/Olympus'), within_days: count, top_items: count },
  }),
  RollBackSurface: row({ ...versionedName, version: count }),
  DeleteSurface: row(versionedName),
  ExplainItem: row({
    ...{ tenant_id: text, item_id: text, user_id: text, surface: text, k: count, region: text, time, filter },
    ...{ language: text, page_category: text, rule_tags: list(text), seed_item_ids: list(text) },
    ...{ exclude_item_ids: list(text), exclude_purchased: fc.boolean() },
  }),
  PreviewRule: row({
    ...{ tenant_id: text, name: text, rule, user_id: text, surface: text, k: count, region: text, time },
    ...{ language: text, page_category: text, rule_tags: list(text), seed_item_ids: list(text) },
  }),
  ListRules: row({ tenant_id: text, name: text }),
  PutRule: row({ ...versionedName, rule }),
  RollBackRule: row({ ...versionedName, version: count }),
  DeleteRule: row(versionedName),
  EstimateRule: row({ tenant_id: text, name: text, rule, answers: count, days: count }),
  GetStatus: row({ tenant_id: text }),
  ListDeadLetters: row({ tenant_id: text, topic: text, group: text, code: text, page_size: count, page_token: text }),
  ReplayDeadLetters: row({ tenant_id: text, ids: list(text) }),
  DropDeadLetters: row({ tenant_id: text, ids: list(text) }),
  ListAuditEntries: row({
    ...{ tenant_id: text, who: text, action: text, since: time, until: time },
    ...{ page_size: count, page_token: text },
  }),
  ListKeys: row({ tenant_id: text }),
  CreateKey: row({
    ...{ tenant_id: text, name: text, rights: list(text), tenants: list(text) },
    ...{ days: count, limit: number, certificate: text },
  }),
  RevokeKeys: row({ tenant_id: text, ids: list(text) }),
  ListModels: row({ tenant_id: text, version: text }),
  TrainModel: row({ tenant_id: text }),
  ServeModel: row({ tenant_id: text, version: text, force: fc.boolean() }),
  RollBackModel: row({ tenant_id: text, version: text, force: fc.boolean() }),
  Track: row({ interactions: list(interaction), impressions: list(impression) }),
  UpsertUsers: row({ users: list(user) }),
  DeleteUser: row({ tenant_id: text, user_id: text }),
  ObjectToProfiling: row({ tenant_id: text, user_id: text, withdrawn: fc.boolean() }),
  SetContext: row({ signals: list(context) }),
  ConfirmImpression: row({
    ...{ recommendation_id: text, user_id: text, page_id: text, surface: text },
    ...{ item_ids: list(text), time },
  }),
};
