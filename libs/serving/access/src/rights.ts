import type { ServiceMethod } from '@stars/contracts';

/** What a caller may be allowed. A role is a set of them. */
export const RIGHTS = [
  'recommend',
  'track',
  'catalog',
  'context',
  'surfaces',
  'rules',
  'activity',
  'audience',
  'admin',
  'operate',
] as const;

export type Right = (typeof RIGHTS)[number];

/** What each right is for. */
export const RIGHT_MEANINGS: Readonly<Record<Right, string>> = {
  recommend: 'asks for lists of items',
  track: 'says what users did, were shown and are',
  catalog: 'reads, changes and deletes items',
  context: 'sets signals such as weather and promotions',
  surfaces: 'reads, changes and rolls back surfaces',
  rules: 'reads, changes and rolls back the rules of a merchandiser',
  activity: 'reads how much was shown, clicked and bought, by placement',
  audience: 'finds the users for whom items are right, and the users of a segment',
  admin: 'reads what is known of a user, deletes a user, and notes an objection to profiling',
  operate:
    'operates the installation: imports of files, which model serves, dead letters with their content, the audit log, and keys with no more rights and tenants than its own',
};

export interface MethodRight {
  right: Right;
  /** Every field of the request that names a tenant. */
  tenants: readonly string[];
  /** Whether the audit log has who called it, for which user, surface, rule or item. */
  audited?: true;
}

const OWN = ['tenant_id'];
const LIST = [...OWN, 'recent_events[].tenant_id'];

/** The one table of rights: what a caller must be allowed for each method, over gRPC and HTTP alike. */
export const METHOD_RIGHTS: Readonly<Record<ServiceMethod, MethodRight>> = {
  Recommend: { right: 'recommend', tenants: LIST },
  RecommendBatch: { right: 'recommend', tenants: LIST.map((field) => `requests[].${field}`) },
  RecommendPage: { right: 'recommend', tenants: LIST },
  RecommendGroups: { right: 'recommend', tenants: LIST },
  SimilarItems: { right: 'recommend', tenants: OWN },
  PopularItems: { right: 'recommend', tenants: OWN },
  Track: { right: 'track', tenants: ['interactions[].tenant_id', 'impressions[].tenant_id'] },
  ConfirmImpression: { right: 'track', tenants: OWN },
  UpsertUsers: { right: 'track', tenants: ['users[].tenant_id'] },
  SearchItems: { right: 'recommend', tenants: OWN },
  GetItem: { right: 'catalog', tenants: OWN },
  UpsertItems: { right: 'catalog', tenants: ['items[].tenant_id'] },
  PatchItems: { right: 'catalog', tenants: ['items[].tenant_id'] },
  DeleteItems: { right: 'catalog', tenants: ['items[].tenant_id'] },
  CountFacets: { right: 'catalog', tenants: OWN },
  GetCatalogHealth: { right: 'catalog', tenants: OWN },
  ListItemsWithIssue: { right: 'catalog', tenants: OWN },
  InspectItem: { right: 'catalog', tenants: OWN },
  CorrectTags: { right: 'catalog', tenants: OWN, audited: true },
  SetContext: { right: 'context', tenants: ['signals[].tenant_id'] },
  ListSurfaces: { right: 'surfaces', tenants: OWN },
  PutSurface: { right: 'surfaces', tenants: OWN, audited: true },
  RollBackSurface: { right: 'surfaces', tenants: OWN, audited: true },
  DeleteSurface: { right: 'surfaces', tenants: OWN, audited: true },
  ExplainItem: { right: 'recommend', tenants: OWN },
  PreviewRule: { right: 'rules', tenants: OWN },
  GetActivity: { right: 'activity', tenants: OWN },
  ListRules: { right: 'rules', tenants: OWN },
  PutRule: { right: 'rules', tenants: OWN, audited: true },
  RollBackRule: { right: 'rules', tenants: OWN, audited: true },
  DeleteRule: { right: 'rules', tenants: OWN, audited: true },
  EstimateRule: { right: 'rules', tenants: OWN },
  GetUser: { right: 'admin', tenants: OWN },
  GetUserHistory: { right: 'admin', tenants: OWN },
  ExportUser: { right: 'admin', tenants: OWN, audited: true },
  FindUsers: { right: 'audience', tenants: OWN, audited: true },
  DeleteUser: { right: 'admin', tenants: OWN, audited: true },
  ObjectToProfiling: { right: 'admin', tenants: OWN, audited: true },
  GetStatus: { right: 'operate', tenants: OWN },
  ListDeadLetters: { right: 'operate', tenants: OWN },
  ReplayDeadLetters: { right: 'operate', tenants: OWN, audited: true },
  DropDeadLetters: { right: 'operate', tenants: OWN, audited: true },
  ListAuditEntries: { right: 'operate', tenants: OWN },
  ListKeys: { right: 'operate', tenants: OWN },
  CreateKey: { right: 'operate', tenants: OWN, audited: true },
  RevokeKeys: { right: 'operate', tenants: OWN, audited: true },
  ListModels: { right: 'operate', tenants: OWN },
  TrainModel: { right: 'operate', tenants: OWN, audited: true },
  ServeModel: { right: 'operate', tenants: OWN, audited: true },
  RollBackModel: { right: 'operate', tenants: OWN, audited: true },
};

/**
 * Routes of HTTP that are no method, in their order: the first that fits counts. `open`: for everybody, because there is nothing of
 * a shop in it.
 */
export const ROUTE_RIGHTS: Readonly<Record<string, Right | 'open'>> = {
  'GET /healthz': 'open',
  'GET /readyz': 'open',
  'GET /metrics': 'open',
  'GET /v1/status/stream': 'operate',
  'GET /openapi.json': 'open',
  'GET /docs': 'open',
  'GET /docs/:file': 'open',
  'GET /': 'open',
  'GET /explorer': 'open',
  'GET /catalogue': 'open',
  'GET /placements': 'open',
  'GET /models': 'open',
  'GET /today': 'open',
  'GET /operations': 'open',
  'GET /start': 'open',
  'GET /console/:file': 'open',
  'POST /segment/v1/:call': 'track',
  'POST /mp/collect': 'track',
  'POST /mcp': 'recommend',
  'GET /.well-known/ucp': 'open',
  'POST /ucp/catalog/search': 'recommend',
  'POST /ucp/catalog/lookup': 'recommend',
  'POST /ucp/catalog/product': 'recommend',
};

/** Services of gRPC that are for everybody. */
export const OPEN_SERVICES: readonly string[] = [
  'grpc.health.v1.Health',
  'grpc.reflection.v1.ServerReflection',
  'grpc.reflection.v1alpha.ServerReflection',
];
