import { METHOD_RIGHTS, OPEN_SERVICES, ROUTE_RIGHTS } from '@stars/access';
import { RPC_NAMES, type RpcName, rpcSchemas } from '@stars/contracts';
import type { SeededRandom } from '@stars/datasets/testing';
import { GRPC_HEADERS, grpcCall, httpCall, oddHttpCall } from './api-calls.js';
import { mutatedBytes } from './hostile-bytes.js';
import { deepJson, jsonOf, mutatedJson, oversizeJson } from './hostile-json.js';
import { framed, type SentCall } from './senders.js';

interface Operation {
  operationId: string;
  parameters?: { name?: string; in?: string; example?: unknown }[];
  requestBody?: { content: { 'application/json': { example: object } } };
}

/** Of the standard services beside the API, which the libraries of gRPC bring; the first message decides. */
const OPEN_METHODS: Readonly<Record<string, readonly string[]>> = {
  'grpc.health.v1.Health': ['Check', 'Watch'],
  'grpc.reflection.v1.ServerReflection': ['ServerReflectionInfo'],
  'grpc.reflection.v1alpha.ServerReflection': ['ServerReflectionInfo'],
};

/** The document of the API, as the server gives it. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

interface Route {
  http: string;
  method: RpcName;
  /** A request that a caller sends, as JSON. */
  example: object;
}

/** Every route of HTTP that carries a method, with its example. */
const routesOf = (document: ApiDocument): Route[] =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([verb, { operationId, parameters = [], requestBody }]) => {
      const method = operationId.replace('ByQuery', '') as RpcName;
      if (!RPC_NAMES.includes(method)) return [];
      const fields = parameters.filter((field) => field.example !== undefined);
      const example =
        requestBody?.content['application/json'].example ??
        Object.fromEntries(fields.map((field) => [field.name, field.example]));
      return [{ http: `${verb.toUpperCase()} ${path}`, method, example }];
    }),
  );

const SCHEMAS = rpcSchemas(() => '');

export const KINDS = {
  real: 15,
  random: 15,
  mutated: 25,
  bytes: 15,
  foreign: 10,
  credential: 10,
  transport: 7,
  deep: 2,
  oversize: 1,
} as const;

export type Kind = keyof typeof KINDS;

export interface ApiCase {
  /** Of the table. */
  row: string;
  transport: 'grpc' | 'http';
  kind: Kind;
  call: SentCall;
  /** The only outcome that is meant. */
  expected?: string;
}

/** What callers have, and what is another tenant's. */
export interface Callers {
  good: string;
  /** With a right to SetContext alone. */
  powerless: string;
  /** Of callers who are none. */
  wrong: readonly string[];
  otherTenant: string;
  otherIds: readonly string[];
}

type Target = Route & { row: string; transport: 'grpc' | 'http' };

interface OpenTarget {
  row: string;
  transport: 'grpc' | 'http';
  /** `GET /path`, or the path of a method. */
  name: string;
}

/** What is for everybody, or is no method. */
const OPEN_TARGETS: readonly OpenTarget[] = [
  // A stream has no end to wait for.
  ...Object.keys(ROUTE_RIGHTS)
    .filter((route) => !route.endsWith('/stream'))
    .map((route) => ({ row: `http ${route}`, transport: 'http' as const, name: route })),
  ...OPEN_SERVICES.flatMap((service) =>
    OPEN_METHODS[service]!.map((method) => {
      const name = `/${service}/${method}`;
      return { row: `grpc ${name}`, transport: 'grpc' as const, name };
    }),
  ),
];

/** Cases for everything that can be called, in turn. */
export class ApiCases {
  readonly #targets: readonly Target[];

  constructor(
    document: ApiDocument,
    private readonly callers: Callers,
  ) {
    const routes = routesOf(document);
    this.#targets = [
      ...routes.map((route) => ({ ...route, row: `http ${route.http}`, transport: 'http' as const })),
      ...RPC_NAMES.map((method) => {
        const route = routes.find((one) => one.method === method);
        if (!route) throw new Error(`the document of the API has no example of ${method}`);
        return { ...route, row: `grpc ${method}`, transport: 'grpc' as const };
      }),
    ];
  }

  /** The example of every method, on each way to call it. */
  examples(random: SeededRandom): ApiCase[] {
    return this.#targets.map((target) => this.#caseOf(target, 'real', random));
  }

  /** The case of a number: the same for the same random numbers. */
  at(n: number, random: SeededRandom): ApiCase {
    const place = n % (this.#targets.length + OPEN_TARGETS.length);
    const target = this.#targets[place];
    if (!target) return openCase(OPEN_TARGETS[place - this.#targets.length]!, random, this.callers);
    return this.#caseOf(target, Object.keys(KINDS)[random.weighted(Object.values(KINDS))] as Kind, random);
  }

  #caseOf(target: Target, kind: Kind, random: SeededRandom): ApiCase {
    const { row, transport, method, http } = target;
    const { json, text, expected, authorization } = requestOf(kind, target, random, this.callers);
    const call = transport === 'grpc' ? grpcCall(method, json, kind, random) : httpCall(http, json, text, kind, random);
    const headers = { ...(authorization === undefined ? {} : { authorization }), ...call.headers };
    return { row, transport, kind, call: { ...call, headers }, ...(expected && { expected }) };
  }
}

interface Request {
  json: unknown;
  /** In place of `json`, where a transport has texts. */
  text?: string;
  expected?: string;
  authorization?: string | undefined;
}

function requestOf(kind: Kind, { method, example }: Route, random: SeededRandom, callers: Callers): Request {
  const authorization = callers.good;
  switch (kind) {
    case 'random':
      return { json: jsonOf(SCHEMAS.request(method), SCHEMAS.components, random), authorization };
    case 'mutated':
      return { json: mutatedJson(example, random), authorization };
    case 'bytes':
      return {
        json: example,
        text: mutatedBytes(Buffer.from(JSON.stringify(example)), random).toString('latin1'),
        authorization,
      };
    case 'oversize':
      return { json: oversizeJson(example, random), authorization };
    case 'deep':
      return { json: example, text: deepJson(random.pick(Object.keys(example)), random), authorization };
    case 'foreign':
      if (random.chance(0.5)) return { json: withForeignIds(example, random, callers), authorization };
      return {
        json: withTenant(example, random.pick(METHOD_RIGHTS[method].tenants).split('.'), callers.otherTenant),
        expected: 'STARS_PERMISSION_DENIED',
        authorization,
      };
    case 'credential':
      if (random.chance(0.2) && METHOD_RIGHTS[method].right !== 'context')
        return { json: example, expected: 'STARS_PERMISSION_DENIED', authorization: callers.powerless };
      return {
        json: example,
        expected: 'STARS_UNAUTHENTICATED',
        authorization: random.chance(0.2) ? undefined : random.pick(callers.wrong),
      };
    default:
      return { json: example, authorization };
  }
}

/** The request with a tenant in one of its fields, such as `requests[].recent_events[].tenant_id`. */
function withTenant(json: unknown, [step, ...steps]: readonly string[], tenant: string): object {
  const at = { ...(json as Record<string, unknown>) };
  const name = step!.replace('[]', '');
  if (steps.length === 0) return { ...at, [name]: tenant };
  const elements = (at[name] as unknown[] | undefined) ?? [{}];
  return { ...at, [name]: elements.map((element) => withTenant(element, steps, tenant)) };
}

const ID_FIELDS = /^(user_id|item_id|recommendation_id|event_id|page_token|item_ids)$/;

function withForeignIds(example: object, random: SeededRandom, { otherIds }: Callers): object {
  const replaced = JSON.stringify(
    { ...example, ...(random.chance(0.3) ? { page_token: random.pick(otherIds) } : {}) },
    (key, value) => {
      if (!ID_FIELDS.test(key)) return value as unknown;
      return Array.isArray(value) ? [random.pick(otherIds)] : random.pick(otherIds);
    },
  );
  return JSON.parse(replaced) as object;
}

function openCase({ row, transport, name }: OpenTarget, random: SeededRandom, callers: Callers): ApiCase {
  const authorization = random.pick([callers.good, callers.powerless, ...callers.wrong]);
  if (transport === 'grpc') {
    const body = framed(
      mutatedBytes(Buffer.from(random.pick(['', '\n\x08liveness', ':\x00', '"\x08stars.v1'])), random),
    );
    return {
      row,
      transport,
      kind: 'bytes',
      call: { method: 'POST', path: name, headers: { ...GRPC_HEADERS, authorization }, body },
    };
  }
  const [method, path] = name.split(' ') as [string, string];
  const file = encodeURIComponent(mutatedBytes(Buffer.from('../console.js'), random).toString('latin1').slice(0, 2000));
  const call = { method, path: path.replace(/:\w+/, file), headers: { authorization } };
  return { row, transport, kind: 'transport', call: random.chance(0.5) ? call : oddHttpCall(call, random) };
}
