import type { RpcName } from '@stars/contracts';

const USER = 'user-0001';
const ITEM = 'item-0007';
const RECOMMENDATION = '1a6ff5e0-70c7-4bb3-a5c5-5dfb7a9f5b3c';
const TIME = '2024-02-10T12:00:00Z';

const recommend = { user_id: USER, k: 5, region: 'region-1', surface: 'home', time: TIME, language: 'en' };

/** A request of each rpc on the example shop. A test sends them all. */
export const EXAMPLES: Readonly<Record<RpcName, object>> = {
  Recommend: {
    ...recommend,
    filter: { not: { in: { field: 'category', values: ['Alcohol'] } } },
    recent_events: [{ event_id: 'web/1', item_id: ITEM, type: 'view', time: '2024-02-10T11:59:00Z' }],
    category_caps: [{ items: 2 }],
  },
  RecommendBatch: { requests: [recommend, { ...recommend, user_id: 'user-0002' }] },
  RecommendPage: {
    ...{ user_id: USER, region: 'region-1', surface: 'product', time: TIME },
    placements: [
      { surface: 'goes_with', mode: 'goes_with', seed_item_ids: [ITEM], k: 4 },
      { surface: 'for_you', k: 5 },
    ],
  },
  RecommendGroups: { user_id: USER, field: 'category', level: 0, k: 3, region: 'region-1', time: TIME },
  SimilarItems: { item_id: ITEM, k: 5 },
  PopularItems: { k: 5, region: 'region-1' },
  SearchItems: { query: 'oat milk', filter: { range: { field: 'price', max: 5 } }, k: 5 },
  GetItem: { item_id: ITEM },
  GetUser: { user_id: USER },
  GetUserHistory: { user_id: USER, page_size: 20 },
  ExportUser: { user_id: USER },
  FindUsers: {
    item_ids: [ITEM],
    segment: { events: [{ types: ['purchase'], within_days: 90 }] },
    exclude_purchased: true,
    k: 20,
    time: TIME,
  },
  CountFacets: { query: 'milk', values: 5 },
  GetCatalogHealth: {},
  ListItemsWithIssue: { issue: 'no_image', page_size: 5 },
  InspectItem: { item_id: ITEM, nearest: 5 },
  CorrectTags: { item_id: ITEM, add: ['diet:vegan'] },
  ListSurfaces: { name: 'discover' },
  PutSurface: { name: 'spring', surface: { k: 12, category_caps: [{ items: 3 }] } },
  RollBackSurface: { name: 'spring', version: 1 },
  DeleteSurface: { name: 'spring' },
  GetActivity: {
    from: '2024-02-10T00:00:00Z',
    until: '2024-02-11T00:00:00Z',
    time_zone: 'Europe/Berlin',
    top_items: 3,
  },
  ListRules: {},
  PutRule: {
    name: 'gifts',
    rule: {
      condition: { surfaces: ['home'] },
      action: { pin: { pins: [{ item_id: 'item-4711', position: 0 }] } },
      state: 'live',
      from: '2026-12-01',
      until: '2026-12-25',
    },
  },
  ExplainItem: { item_id: ITEM, user_id: USER, surface: 'home', time: TIME },
  PreviewRule: {
    user_id: USER,
    surface: 'home',
    time: TIME,
    rule: { action: { pin: { pins: [{ item_id: ITEM, position: 0 }] } } },
  },
  EstimateRule: {
    answers: 100,
    rule: { condition: { surfaces: ['home'] }, action: { pin: { pins: [{ item_id: ITEM, position: 0 }] } } },
  },
  RollBackRule: { name: 'gifts', version: 1 },
  DeleteRule: { name: 'gifts' },
  GetStatus: {},
  ListDeadLetters: { topic: 'catalog' },
  ReplayDeadLetters: { ids: ['catalog/0/0'] },
  DropDeadLetters: { ids: ['catalog/0/1'] },
  ListAuditEntries: { since: '2024-01-01T00:00:00Z' },
  ListKeys: {},
  CreateKey: { name: 'shop', rights: ['recommend', 'track'], days: 90 },
  ListModels: {},
  TrainModel: {},
  ServeModel: { version: 'm2', force: false },
  RollBackModel: { version: 'm1' },
  RevokeKeys: { ids: ['3f9a0c1d2e4b'] },
  Track: {
    interactions: [
      {
        event_id: 'till-7/1881',
        user_id: USER,
        item_id: ITEM,
        type: 'purchase',
        time: TIME,
        recommendation_id: RECOMMENDATION,
      },
    ],
    impressions: [
      { event_id: 'page/77', user_id: USER, page_id: 'page-77', surface: 'home', time: TIME, items: [ITEM] },
    ],
  },
  UpsertItems: {
    items: [
      {
        item_id: 'oat-milk',
        title: 'Oat milk, 1 l',
        brand: 'Harbor',
        category: ['Grocery', 'Milk'],
        price: 2.5,
        attributes: { organic: true },
        regions: { 'region-1': { in_stock: true } },
      },
    ],
  },
  PatchItems: { items: [{ item_id: 'oat-milk', price: 2.25, in_stock: false }] },
  DeleteItems: { items: [{ item_id: 'oat-milk' }] },
  UpsertUsers: { users: [{ user_id: 'ann', features: { segment: 'segment-2', age: 41 } }] },
  DeleteUser: { user_id: 'ann' },
  ObjectToProfiling: { user_id: 'ann' },
  SetContext: {
    signals: [
      {
        region: 'region-1',
        valid_from: TIME,
        valid_until: '2024-02-17T12:00:00Z',
        signals: { holiday: true },
        item_signals: [{ name: 'promotion', value: 1, item_ids: [ITEM] }],
      },
    ],
  },
  ConfirmImpression: {
    recommendation_id: RECOMMENDATION,
    user_id: USER,
    page_id: 'page-1',
    surface: 'home',
    item_ids: [ITEM],
    time: TIME,
  },
};
