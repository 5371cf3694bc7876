import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as activity from './generated/stars/v1/activity_service.js';
import * as catalog from './generated/stars/v1/catalog_service.js';
import * as event from './generated/stars/v1/event_service.js';
import * as lookup from './generated/stars/v1/lookup_service.js';
import * as models from './generated/stars/v1/model_service.js';
import * as operations from './generated/stars/v1/operations_service.js';
import * as recommendation from './generated/stars/v1/recommendation_service.js';
import { CandidateSource } from './generated/stars/v1/recommendation_service.js';
import * as rule from './generated/stars/v1/rule_service.js';
import * as surface from './generated/stars/v1/surface_service.js';
import { RPC_NAMES, type RpcName, requestFromJson, responseToJson } from './rpc-json.js';
import { randomRequestJson } from './testing/random-request-json.js';
import { failureOf } from './testing/stars-failure.js';

interface Codec {
  encode(message: never): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

const CODECS: Record<RpcName, Codec> = {
  Recommend: recommendation.RecommendRequest,
  RecommendBatch: recommendation.RecommendBatchRequest,
  RecommendPage: recommendation.RecommendPageRequest,
  RecommendGroups: recommendation.RecommendGroupsRequest,
  SimilarItems: recommendation.SimilarItemsRequest,
  Track: event.TrackRequest,
  UpsertItems: event.UpsertItemsRequest,
  PatchItems: event.PatchItemsRequest,
  DeleteItems: event.DeleteItemsRequest,
  UpsertUsers: event.UpsertUsersRequest,
  DeleteUser: event.DeleteUserRequest,
  ObjectToProfiling: event.ObjectToProfilingRequest,
  SetContext: event.SetContextRequest,
  ConfirmImpression: event.ConfirmImpressionRequest,
  PopularItems: recommendation.PopularItemsRequest,
  GetItem: lookup.GetItemRequest,
  SearchItems: lookup.SearchItemsRequest,
  GetUser: lookup.GetUserRequest,
  GetUserHistory: lookup.GetUserHistoryRequest,
  ExportUser: lookup.ExportUserRequest,
  FindUsers: lookup.FindUsersRequest,
  CountFacets: catalog.CountFacetsRequest,
  GetCatalogHealth: catalog.GetCatalogHealthRequest,
  ListItemsWithIssue: catalog.ListItemsWithIssueRequest,
  InspectItem: catalog.InspectItemRequest,
  CorrectTags: catalog.CorrectTagsRequest,
  ListSurfaces: surface.ListSurfacesRequest,
  PutSurface: surface.PutSurfaceRequest,
  RollBackSurface: surface.RollBackSurfaceRequest,
  DeleteSurface: surface.DeleteSurfaceRequest,
  ExplainItem: recommendation.ExplainItemRequest,
  PreviewRule: recommendation.PreviewRuleRequest,
  GetActivity: activity.GetActivityRequest,
  ListRules: rule.ListRulesRequest,
  PutRule: rule.PutRuleRequest,
  RollBackRule: rule.RollBackRuleRequest,
  DeleteRule: rule.DeleteRuleRequest,
  EstimateRule: rule.EstimateRuleRequest,
  GetStatus: operations.GetStatusRequest,
  ListDeadLetters: operations.ListDeadLettersRequest,
  ReplayDeadLetters: operations.ReplayDeadLettersRequest,
  DropDeadLetters: operations.DropDeadLettersRequest,
  ListAuditEntries: operations.ListAuditEntriesRequest,
  ListKeys: operations.ListKeysRequest,
  CreateKey: operations.CreateKeyRequest,
  RevokeKeys: operations.RevokeKeysRequest,
  ListModels: models.ListModelsRequest,
  TrainModel: models.TrainModelRequest,
  ServeModel: models.ServeModelRequest,
  RollBackModel: models.RollBackModelRequest,
};

describe('requestFromJson', () => {
  it('knows every rpc of all services', () => {
    const services = {
      ...recommendation.RecommendationServiceService,
      ...event.EventServiceService,
      ...lookup.LookupServiceService,
      ...catalog.CatalogServiceService,
      ...surface.SurfaceServiceService,
      ...activity.ActivityServiceService,
      ...rule.RuleServiceService,
      ...operations.OperationsServiceService,
      ...models.ModelServiceService,
    };
    const names = Object.values(services).map(({ path }) => path.split('/').at(-1));
    expect([...RPC_NAMES].sort()).toEqual(names.sort());
  });

  it.each(RPC_NAMES)('%s: any JSON → message → bytes → message', (name) => {
    let sent = 0;
    fc.assert(
      fc.property(randomRequestJson[name], (json) => {
        // Through text, like a request body.
        const message = requestFromJson(name, JSON.parse(JSON.stringify(json)));
        const bytes = CODECS[name].encode(message as never).finish();
        sent += bytes.length;
        expect(CODECS[name].decode(bytes)).toEqual(message);
      }),
    );
    expect(sent).toBeGreaterThan(0);
  });

  it('refuses unknown fields, at any depth', () => {
    expect(failureOf(() => requestFromJson('Track', { events: [] }))).toBe('STARS_INVALID_FIELD events');
    expect(failureOf(() => requestFromJson('Track', { interactions: [{ user: 'u' }] }))).toBe(
      'STARS_INVALID_FIELD interactions[0].user',
    );
    const items = [{ item_id: 'i', regions: { a: { in_stock: true, stock: 3 } } }];
    expect(failureOf(() => requestFromJson('UpsertItems', { items }))).toBe(
      'STARS_INVALID_FIELD items[0].regions.a.stock',
    );
    for (const name of RPC_NAMES) {
      expect(failureOf(() => requestFromJson(name, null))).toBe('STARS_INVALID_FIELD');
      expect(failureOf(() => requestFromJson(name, { no_such_field: 1 }))).toBe('STARS_INVALID_FIELD no_such_field');
    }
  });
});

describe('responseToJson', () => {
  const item = {
    itemId: 'i',
    position: 0,
    score: 0.5,
    source: CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST,
    title: 'Milk',
    reason: 'You buy it often',
    scoreParts: {
      generalInterest: 1,
      nextIntent: 2,
      buyAgain: 3,
      offsets: { holiday: 4 },
      diversity: 5,
      exploration: -6,
      coverage: 7,
      secondStage: { item: 0.5 },
      repeat: 2.5,
      popularity: -0.5,
      fatigue: -1.5,
      boost: 0.5,
    },
    propensity: 0.25,
    reasonCode: 'BOUGHT_OFTEN',
    reasonArguments: { times: '2', item_id: 'i' },
    details: { price: 2.5, salePrice: 2, image: 'https://x/i.jpg', link: undefined },
    ruleEffects: [{ rule: 'spring', action: 'pin', moved: 3 }],
  };
  const itemJson = {
    item_id: 'i',
    position: 0,
    score: 0.5,
    source: 'general_interest',
    title: 'Milk',
    reason: 'You buy it often',
    score_parts: {
      general_interest: 1,
      next_intent: 2,
      buy_again: 3,
      offsets: { holiday: 4 },
      diversity: 5,
      exploration: -6,
      coverage: 7,
      second_stage: { item: 0.5 },
      repeat: 2.5,
      popularity: -0.5,
      fatigue: -1.5,
      boost: 0.5,
    },
    propensity: 0.25,
    reason_code: 'BOUGHT_OFTEN',
    reason_arguments: { times: '2', item_id: 'i' },
    details: { price: 2.5, sale_price: 2, image: 'https://x/i.jpg' },
    rule_effects: [{ rule: 'spring', action: 'pin', moved: 3 }],
  };
  const response = {
    recommendationId: 'r',
    modelVersion: 'v',
    items: [item],
    degradations: [{ code: 'STARS_UNAVAILABLE', message: 'm' }],
    vectorTime: new Date(0),
    modelDataUntil: new Date(1),
    catalogTime: new Date(2),
    rules: ['spring'],
  };
  const json = {
    recommendation_id: 'r',
    model_version: 'v',
    items: [itemJson],
    degradations: [{ code: 'STARS_UNAVAILABLE', message: 'm' }],
    vector_time: '1970-01-01T00:00:00.000Z',
    model_data_until: '1970-01-01T00:00:00.001Z',
    catalog_time: '1970-01-01T00:00:00.002Z',
    rules: ['spring'],
  };

  it('writes recommendations, empty lists included', () => {
    expect(responseToJson('Recommend', response)).toEqual(json);
    const unknown = { vectorTime: undefined, modelDataUntil: undefined, catalogTime: undefined };
    const empty = { ...response, items: [], degradations: [], rules: [], ...unknown };
    expect(responseToJson('Recommend', empty)).toEqual({
      recommendation_id: 'r',
      model_version: 'v',
      items: [],
      degradations: [],
      rules: [],
    });
    const { score_parts: _, ...unexplained } = itemJson;
    const similar = { modelVersion: 'v', items: [{ ...item, scoreParts: undefined }], degradations: [] };
    expect(responseToJson('SimilarItems', similar)).toEqual({
      model_version: 'v',
      items: [unexplained],
      degradations: [],
    });
  });

  it('writes an answer or an error for each request of a batch', () => {
    const error = { code: 'STARS_OUT_OF_RANGE', field: 'k', message: 'm' };
    const results = [
      { result: { $case: 'response' as const, value: response } },
      { result: { $case: 'error' as const, value: error } },
    ];
    expect(responseToJson('RecommendBatch', { results })).toEqual({ results: [{ response: json }, { error }] });
  });

  it('writes what EventService answers', () => {
    expect(responseToJson('Track', { accepted: 2, duplicates: 1 })).toEqual({ accepted: 2, duplicates: 1 });
    for (const name of ['UpsertItems', 'DeleteItems', 'UpsertUsers', 'SetContext'] as const) {
      expect(responseToJson(name, { accepted: 2 })).toEqual({ accepted: 2 });
    }
    for (const name of ['DeleteUser', 'ConfirmImpression'] as const) expect(responseToJson(name, {})).toEqual({});
  });
});
