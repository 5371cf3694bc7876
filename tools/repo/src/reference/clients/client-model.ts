import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { type JsonSchema, type ObjectSchema, RPC_NAMES, type RpcName, rpcSchemas } from '@stars/contracts';
import { protoComments } from '../descriptor.js';
import type { HttpRoute } from '../http-routes.js';

/** What a field holds, without its bounds: those the server checks. */
export type FieldType =
  | { kind: 'text' | 'time' | 'integer' | 'number' | 'boolean' | 'anything' }
  | { kind: 'named'; name: string; isEnum: boolean }
  | { kind: 'list' | 'map'; of: FieldType }
  | { kind: 'one of'; types: readonly FieldType[] };

export interface ClientField {
  name: string;
  type: FieldType;
  required: boolean;
  /** Whether 0 and false are another thing than absence. */
  presence: boolean;
  comment: string;
}

export interface ClientMessage {
  name: string;
  comment: string;
  fields: readonly ClientField[];
}

export interface ClientEnum {
  name: string;
  comment: string;
  values: readonly string[];
}

/** A call of the API: one method of a client. */
export interface ClientCall {
  rpc: RpcName;
  comment: string;
  verb: string;
  /** With `{field}` where the request has a field in the path. */
  path: string;
  request: string;
  response: string;
}

export interface ClientModel {
  enums: readonly ClientEnum[];
  messages: readonly ClientMessage[];
  calls: readonly ClientCall[];
}

/** What the clients of all languages are made from. */
export function clientModel(files: readonly FileDescriptorProto[], routes: readonly HttpRoute[]): ClientModel {
  const { components, request, response } = rpcSchemas(protoComments(files));
  const enums: ClientEnum[] = [];
  const messages: ClientMessage[] = [];
  const hasPresence = presences(files);
  for (const [name, schema] of Object.entries(components)) {
    const { enum: values, description } = schema;
    const comment = String(description ?? '');
    if (Array.isArray(values)) enums.push({ name, comment, values });
    else messages.push({ name, comment, fields: fieldsOf(name, schema as ObjectSchema, components, hasPresence) });
  }
  const calls = RPC_NAMES.map((rpc): ClientCall => {
    const carriers = routes.filter(({ call }) => call === rpc);
    // A body has room for what a query has not.
    const { method, path, meaning } = carriers.find((route) => route.method !== 'GET') ?? carriers[0]!;
    const named = (schema: JsonSchema): string => String(schema['$ref']).split('/').at(-1)!;
    return {
      ...{ rpc, comment: meaning, verb: method, path: path.replace(/:(\w+)/g, '{$1}') },
      ...{ request: named(request(rpc)), response: named(response(rpc)) },
    };
  });
  return { enums, messages, calls };
}

function fieldsOf(
  message: string,
  { properties, required }: ObjectSchema,
  components: Components,
  hasPresence: ReadonlySet<string>,
): ClientField[] {
  // Its messages have other names where an answer differs from a request.
  const declared = message.replace(/Output$/, '').replace('RecentEvent', 'Interaction');
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, type: typeOf(schema, components), required: required.includes(name) },
    presence: hasPresence.has(`${declared}.${name}`),
    comment: String(schema['description'] ?? ''),
  }));
}

/** Fields that are `optional` in the contract. */
const presences = (files: readonly FileDescriptorProto[]): ReadonlySet<string> =>
  new Set(
    files.flatMap(({ messageType }) =>
      messageType.flatMap(({ name, field }) =>
        field.filter((each) => each.proto3Optional).map((each) => `${name}.${each.name}`),
      ),
    ),
  );

type Components = Readonly<Record<string, JsonSchema>>;

const SCALARS = { string: 'text', integer: 'integer', number: 'number', boolean: 'boolean' } as const;

/** A null in a request is absent, so that no client needs one. */
function typeOf(schema: JsonSchema, components: Components): FieldType {
  const { $ref, anyOf, type, format, items, additionalProperties } = schema;
  const inside = (part: unknown): FieldType => typeOf(part as JsonSchema, components);
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1)!;
    return { kind: 'named', name, isEnum: 'enum' in components[name]! };
  }
  if (Array.isArray(anyOf)) {
    const types = anyOf.filter((each: JsonSchema) => each['type'] !== 'null').map(inside);
    // The digits of an integer are for languages that have no such integers.
    if (types.length === 1 || types.map(({ kind }) => kind).join() === 'integer,text') return types[0]!;
    return { kind: 'one of', types };
  }
  const [only] = [type].flat().filter((each) => each !== 'null') as (keyof typeof SCALARS | 'array' | 'object')[];
  if (only === 'array') return { kind: 'list', of: inside(items) };
  if (only === 'object') {
    return {
      kind: 'map',
      of: typeof additionalProperties === 'object' ? inside(additionalProperties) : ANYTHING,
    };
  }
  if (only === undefined) return ANYTHING;
  return { kind: format === 'date-time' ? 'time' : SCALARS[only] };
}

const ANYTHING: FieldType = { kind: 'anything' };
