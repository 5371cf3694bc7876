import { METHOD_RIGHTS } from '@stars/access';
import { fieldForm, type JsonSchema, objectOf, type RpcName, type RpcSchemas } from '@stars/contracts';
import type { HttpRoute } from '../http-routes.js';
import { EXAMPLES } from './examples.js';

const response = (name: string) => ({ $ref: `#/components/responses/${name}` });
const JSON_TYPE = 'application/json';

/** Statuses of failures that every call may have. */
const MAY_FAIL = [400, 401, 403, 413, 429, 500, 503, 504];
/** Calls that can find nothing. */
const MAY_MISS: ReadonlySet<RpcName> = new Set([
  'SimilarItems',
  'GetItem',
  'GetUser',
  'GetUserHistory',
  'FindUsers',
  'InspectItem',
  'CorrectTags',
  'ListSurfaces',
  'RollBackSurface',
  'DeleteSurface',
  'ListRules',
  'RollBackRule',
  'DeleteRule',
  'ListDeadLetters',
  'ReplayDeadLetters',
  'DropDeadLetters',
  'ListKeys',
  'CreateKey',
  'RevokeKeys',
  'ListModels',
  'ServeModel',
  'RollBackModel',
]);
/** Calls that may expect a version. */
const VERSIONED: ReadonlySet<RpcName> = new Set([
  'PutSurface',
  'RollBackSurface',
  'DeleteSurface',
  'PutRule',
  'RollBackRule',
  'DeleteRule',
  'RollBackModel',
]);
/** Calls whose answers have sentences. */
const SPEAKS: ReadonlySet<RpcName> = new Set([
  'Recommend',
  'RecommendBatch',
  'RecommendPage',
  'RecommendGroups',
  'SimilarItems',
  'PopularItems',
  'PreviewRule',
]);
/** Calls that a `POST` and a `GET` carry. */
const BY_QUERY_TOO: ReadonlySet<RpcName> = new Set(['Recommend', 'PopularItems']);
/** Calls that keep something. */
const STORES: ReadonlySet<RpcName> = new Set([
  'Track',
  'UpsertItems',
  'PatchItems',
  'DeleteItems',
  'UpsertUsers',
  'DeleteUser',
  'ObjectToProfiling',
  'SetContext',
  'ConfirmImpression',
  'CorrectTags',
  'PutSurface',
  'RollBackSurface',
  'DeleteSurface',
  'PutRule',
  'RollBackRule',
  'DeleteRule',
  'ReplayDeadLetters',
  'DropDeadLetters',
  'CreateKey',
  'RevokeKeys',
  'TrainModel',
  'ServeModel',
  'RollBackModel',
]);

export interface CallRoute extends HttpRoute {
  call: RpcName;
}

/** The operation of a route that carries an rpc. */
export function operationOf({ method, path, call, meaning }: CallRoute, schemas: RpcSchemas, tag: string): object {
  const failures = [
    ...MAY_FAIL,
    ...(VERSIONED.has(call) ? [409] : []),
    ...(MAY_MISS.has(call) ? [404] : []),
    ...(STORES.has(call) ? [507] : []),
  ];
  const headers = ['timeout', ...(SPEAKS.has(call) ? ['language'] : [])];
  const get = method === 'GET';
  const schema = schemas.request(call);
  return {
    operationId: get && BY_QUERY_TOO.has(call) ? `${call}ByQuery` : call,
    tags: [tag],
    summary: meaning,
    description: `The caller needs the right \`${METHOD_RIGHTS[call].right}\`.`,
    security: [{ caller: [] }],
    parameters: [
      ...(get ? parametersOf(path, call, schemas) : []),
      ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    ...(get ? {} : { requestBody: { required: true, content: { [JSON_TYPE]: { schema, example: EXAMPLES[call] } } } }),
    responses: {
      200: { description: 'The answer.', content: { [JSON_TYPE]: { schema: schemas.response(call) } } },
      ...(get
        ? { 431: { description: 'Path, query and headers are longer than 16 KB. Use a POST if there is one.' } }
        : {}),
      ...Object.fromEntries(failures.sort().map((status) => [status, response(String(status))])),
    },
  };
}

/** The fields of a request, in the path where it has them, else in the query. */
function parametersOf(path: string, call: RpcName, { request, components }: RpcSchemas): object[] {
  const { properties, required } = objectOf(request(call), components);
  const example = EXAMPLES[call] as Readonly<Record<string, unknown>>;
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    const inPath = path.includes(`:${name}`);
    return {
      name,
      in: inPath ? 'path' : 'query',
      required: inPath || required.includes(name),
      ...(description === undefined ? {} : { description }),
      ...written(withoutNull(schema), components),
      ...(name in example ? { example: example[name] } : {}),
    };
  });
}

/** Text, numbers and booleans are written as they are, and all else as JSON. */
const written = (schema: JsonSchema, components: RpcSchemas['components']): object =>
  fieldForm(schema, components) === 'json' ? { content: { [JSON_TYPE]: { schema } } } : { schema };

/** A parameter that is absent is left out. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf, enum: values, ...others } = schema;
  if (Array.isArray(anyOf)) return (anyOf as JsonSchema[]).find((each) => each['type'] !== 'null')!;
  if (!Array.isArray(type)) return schema;
  const types = type.filter((each) => each !== 'null');
  return {
    type: types.length === 1 ? types[0] : types,
    ...(Array.isArray(values) ? { enum: values.filter((value) => value !== null) } : {}),
    ...others,
  };
}

/** What operators ask of every service. */
export const OPERATIONS: Readonly<Record<string, object>> = {
  '/healthz': plain('live', 'Whether the process is alive.', { 200: jsonAnswer('It is.') }),
  '/readyz': plain('ready', 'Whether requests may be sent here.', {
    200: jsonAnswer('They may; `degraded` names what answers do without.'),
    503: jsonAnswer('Not yet, and what is missing.'),
  }),
  '/metrics': plain('scrape', 'The metrics, as Prometheus reads them.', {
    200: { description: 'The metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
  }),
};

function jsonAnswer(description: string): object {
  return { description, content: { [JSON_TYPE]: { schema: { type: 'object' } } } };
}

function plain(operationId: string, summary: string, responses: object): object {
  return { get: { operationId, tags: ['Operations'], summary, responses } };
}
