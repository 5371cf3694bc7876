import * as generated from './generated/index.stars.v1.js';
import type { DescribedMessage, JsonSchema, Kind, ObjectSchema, SchemaScope } from './kinds/index.js';
import type { EnumNames } from './messages/enum-names.js';
import { RPCS, type RpcName } from './rpc-json.js';

/** What a JSON Schema can say of the API: more is checked where fields depend on each other. */
export interface RpcSchemas {
  /** Each message and enum by its name; the others refer to them as `#/components/schemas/NAME`. */
  components: Readonly<Record<string, JsonSchema>>;
  /** References. */
  request(rpc: RpcName): JsonSchema;
  response(rpc: RpcName): JsonSchema;
}

const REFERENCE = '#/components/schemas/';

/** The component that a reference stands for. */
export const componentOf = (schema: JsonSchema, components: RpcSchemas['components']): JsonSchema =>
  components[String(schema['$ref']).slice(REFERENCE.length)]!;

/** The message that a reference stands for. */
export const objectOf = (schema: JsonSchema, components: RpcSchemas['components']): ObjectSchema =>
  componentOf(schema, components) as ObjectSchema;

/**
 * Schemas of all requests and responses, made by the tables that check them.
 * @param comment What is said of a declaration, such as `RecommendRequest`, `RecommendRequest.user_id` or `RecommendMode.RECOMMEND_MODE_SECOND_STAGE`
 */
export function rpcSchemas(comment: (name: string) => string): RpcSchemas {
  const components: Record<string, JsonSchema> = {};
  const requests = new Scope('request', components, comment);
  const responses = new Scope('response', components, comment);
  const each = (scope: Scope, which: 0 | 1): Record<string, JsonSchema> =>
    Object.fromEntries(
      Object.entries(RPCS).map(([rpc, messages]) => [rpc, (messages[which] as Kind<unknown>).schema(scope)]),
    );
  const [request, response] = [each(requests, 0), each(responses, 1)];
  return { components, request: (rpc) => request[rpc]!, response: (rpc) => response[rpc]! };
}

/** How a field of a request is written where there is only text. */
export type FieldForm = 'text' | 'number' | 'boolean' | 'json';

const FORMS: Readonly<Record<string, FieldForm>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
};

/** The fields of a request, by their names in JSON. */
export function fieldForms(rpc: RpcName): ReadonlyMap<string, FieldForm> {
  const request: DescribedMessage = RPCS[rpc][0];
  const components = {};
  const { properties } = request.object(new Scope('request', components, () => '')) as ObjectSchema;
  return new Map(Object.entries(properties).map(([name, schema]) => [name, fieldForm(schema, components)]));
}

/** How a field with this schema is written where there is only text. */
export function fieldForm(schema: JsonSchema, components: RpcSchemas['components']): FieldForm {
  const { type, anyOf, $ref } = schema;
  if ($ref !== undefined) return fieldForm(componentOf(schema, components), components);
  if (Array.isArray(anyOf)) return fieldForm(anyOf[0], components);
  return FORMS[[type].flat()[0] as string] ?? 'json';
}

class Scope implements SchemaScope {
  /** By codec or variant. */
  readonly #names = new Map<unknown, string>();

  constructor(
    readonly side: 'request' | 'response',
    private readonly components: Record<string, JsonSchema>,
    private readonly comment: (name: string) => string,
  ) {}

  message(kind: DescribedMessage): JsonSchema {
    const message = generatedName(kind.codec);
    const key = kind.variant ?? kind.codec;
    let name = this.#names.get(key);
    if (name === undefined) {
      name = this.#freeName(kind.variant ?? message);
      this.#names.set(key, name);
      // Taken before it is there, because a filter has filters in it.
      this.components[name] = {};
      this.components[name] = this.#described(message, kind.object(this));
    }
    return { $ref: REFERENCE + name };
  }

  choice({ of, values }: EnumNames<number>): JsonSchema {
    const name = generatedName(of);
    const meanings = values.map(
      ({ shortName, protoName }) => `- \`${shortName}\`: ${this.comment(`${name}.${protoName}`)}`,
    );
    const description = [this.comment(name), meanings.join('\n')].filter(Boolean).join('\n\n');
    this.components[name] = { type: 'string', enum: values.map(({ shortName }) => shortName), description };
    return { $ref: REFERENCE + name };
  }

  /** A message that comes in and goes out has two schemas: a request may leave out what an answer has. */
  #freeName(name: string): string {
    return name in this.components ? `${name}Output` : name;
  }

  #described(message: string, object: JsonSchema): JsonSchema {
    const properties = Object.entries(object['properties'] as ObjectSchema['properties']).map(([name, schema]) => {
      const parts = [this.comment(`${message}.${name}`), schema['description']].filter(Boolean);
      return [name, parts.length === 0 ? schema : { ...schema, description: parts.join('\n\n') }] as const;
    });
    const description = this.comment(message);
    return { ...object, ...(description === '' ? {} : { description }), properties: Object.fromEntries(properties) };
  }
}

/** The name of a message or an enum in the contract. */
function generatedName(of: object): string {
  const name = Object.entries(generated).find(([, value]) => value === of)?.[0];
  if (name === undefined) throw new Error('a table is of no generated message');
  return name;
}
