import { DEFAULT_K, type Filter, LIMITS, type RpcMessages, type RpcName, type ServiceMethod } from '@stars/contracts';

/** Works of a call. One work is about the CPU time of an ordinary list: k = 10, in the default mode. */
export interface MethodWorks {
  /** Of the call itself; of a batch or a page: of each of its requests or placements. */
  call: number;
  /** For each place of the list, `k`. */
  place?: number;
  /** For each place, if reasons are asked for (`explain`). */
  explained?: number;
  /** For each element of the request's lists. */
  element?: number;
}

export interface MethodCost {
  /** A larger request is refused before it is read, over gRPC and HTTP alike. */
  bytes: number;
  works: MethodWorks;
}

const KIB = 1024;
/** A few ids. */
const IDS = 64 * KIB;
/** Filters and recent events. */
const QUERY = 1024 * KIB;
/** Many elements. */
const MANY = LIMITS.requestBytes;

/**
 * What each method may cost its server. Works are of a measurement:
 * lab/notebook/decisions/0051-limits-count-works.md
 */
export const METHOD_COSTS: Readonly<Record<ServiceMethod, MethodCost>> = {
  Recommend: { bytes: QUERY, works: { call: 1, place: 0.005, explained: 0.003 } },
  RecommendBatch: { bytes: MANY, works: { call: 0.7, place: 0.005, explained: 0.003 } },
  RecommendPage: { bytes: QUERY, works: { call: 0.7, place: 0.005, explained: 0.003 } },
  RecommendGroups: { bytes: QUERY, works: { call: 2, place: 0.03, explained: 0.012 } },
  SimilarItems: { bytes: QUERY, works: { call: 5, place: 0.002 } },
  PopularItems: { bytes: QUERY, works: { call: 0.2, place: 0.002 } },
  SearchItems: { bytes: QUERY, works: { call: 5, place: 0.01 } },
  Track: { bytes: MANY, works: { call: 0.5, element: 0.03 } },
  ConfirmImpression: { bytes: QUERY, works: { call: 0.2 } },
  UpsertUsers: { bytes: MANY, works: { call: 0.5, element: 0.02 } },
  GetItem: { bytes: IDS, works: { call: 0.1 } },
  UpsertItems: { bytes: MANY, works: { call: 0.5, element: 1 } },
  PatchItems: { bytes: MANY, works: { call: 0.5, element: 1 } },
  DeleteItems: { bytes: MANY, works: { call: 0.5, element: 0.5 } },
  CountFacets: { bytes: QUERY, works: { call: 40 } },
  GetCatalogHealth: { bytes: IDS, works: { call: 20 } },
  ListItemsWithIssue: { bytes: IDS, works: { call: 5 } },
  InspectItem: { bytes: IDS, works: { call: 5 } },
  CorrectTags: { bytes: IDS, works: { call: 1 } },
  SetContext: { bytes: MANY, works: { call: 0.5, element: 0.1 } },
  ListSurfaces: { bytes: IDS, works: { call: 1 } },
  PutSurface: { bytes: IDS, works: { call: 1 } },
  RollBackSurface: { bytes: IDS, works: { call: 1 } },
  DeleteSurface: { bytes: IDS, works: { call: 1 } },
  ExplainItem: { bytes: QUERY, works: { call: 10, place: 0.01 } },
  PreviewRule: { bytes: QUERY, works: { call: 2, place: 0.01 } },
  ListRules: { bytes: IDS, works: { call: 1 } },
  PutRule: { bytes: IDS, works: { call: 1 } },
  RollBackRule: { bytes: IDS, works: { call: 1 } },
  DeleteRule: { bytes: IDS, works: { call: 1 } },
  EstimateRule: { bytes: IDS, works: { call: 400 } },
  GetUser: { bytes: IDS, works: { call: 0.1 } },
  GetUserHistory: { bytes: IDS, works: { call: 0.2 } },
  GetActivity: { bytes: IDS, works: { call: 100 } },
  DeleteUser: { bytes: IDS, works: { call: 25 } },
  ObjectToProfiling: { bytes: IDS, works: { call: 25 } },
  ExportUser: { bytes: IDS, works: { call: 100 } },
  GetStatus: { bytes: IDS, works: { call: 5 } },
  ListDeadLetters: { bytes: IDS, works: { call: 25 } },
  ReplayDeadLetters: { bytes: IDS, works: { call: 1, element: 0.5 } },
  DropDeadLetters: { bytes: IDS, works: { call: 1, element: 0.5 } },
  ListAuditEntries: { bytes: IDS, works: { call: 25 } },
  ListKeys: { bytes: IDS, works: { call: 1 } },
  CreateKey: { bytes: IDS, works: { call: 25 } },
  RevokeKeys: { bytes: IDS, works: { call: 25 } },
  ListModels: { bytes: IDS, works: { call: 25 } },
  TrainModel: { bytes: IDS, works: { call: 25 } },
  ServeModel: { bytes: IDS, works: { call: 25 } },
  RollBackModel: { bytes: IDS, works: { call: 25 } },
  FindUsers: { bytes: QUERY, works: { call: 800 } },
};

/** Of reading so many bytes, by the slowest that were found: distinct names in objects take some 200 ms for each MiB. */
export const worksOfBytes = (bytes: number): number => (24 * bytes) / (KIB * KIB);

/** How many works a request asks for. It is not checked yet: what is beyond a limit is refused later, and costs no more than the limit. */
export function worksOf<M extends RpcName>(method: M, request: RpcMessages[M]['request']): number {
  const { works } = METHOD_COSTS[method];
  const requests: readonly object[] =
    'requests' in request ? request.requests : 'placements' in request ? request.placements : [request];
  let sum = 0;
  for (const each of requests.slice(0, LIMITS.batchRequests)) {
    sum += works.call + listWorks(works, each) + filterWorks(each);
  }
  return works.element === undefined ? sum : sum + works.element * Math.min(elementsOf(request), LIMITS.upsertElements);
}

function listWorks({ place = 0, explained = 0 }: MethodWorks, request: { k?: number; explain?: boolean }): number {
  if (place === 0) return 0;
  return Math.min(request.k || DEFAULT_K, LIMITS.k) * (place + (request.explain ? explained : 0));
}

/** Of each node of a filter, which is asked of all items once (measured with 5,000), and of each value. */
const [NODE, VALUE] = [0.06, 0.0005];

function filterWorks({ filter }: { filter?: Filter | undefined }): number {
  const open = filter ? [filter] : [];
  let works = 0;
  for (let nodes = 0; open.length > 0 && nodes < LIMITS.filterNodes; nodes++) {
    const { expression } = open.pop()!;
    works += NODE;
    if (expression?.$case === 'in') works += VALUE * expression.value.values.length;
    else if (expression?.$case === 'not') open.push(expression.value);
    else if (expression && 'operands' in expression.value)
      open.push(...expression.value.operands.slice(0, LIMITS.filterNodes));
  }
  return works;
}

function elementsOf(request: object): number {
  let sum = 0;
  for (const value of Object.values(request)) if (Array.isArray(value)) sum += value.length;
  return sum;
}
