import { inside, problem } from '../field-problem.js';
import type { EnumNames } from '../messages/enum-names.js';

/** How unknown fields are treated: a row of a file may have more columns, a request may not. */
export type UnknownFields = 'ignore' | 'reject';

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** A JSON Schema (2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a schema needs of a message. */
export interface DescribedMessage {
  /** As generated. */
  codec: object;
  /** Where its JSON differs from that of other kinds of the same message. */
  variant?: string | undefined;
  /** The schema of the object itself; `schema` may give a reference to it. */
  object(scope: SchemaScope): JsonSchema;
}

/** Who asks for schemas: they are of requests or of responses, and it may make messages and enums references. */
export interface SchemaScope {
  readonly side: 'request' | 'response';
  message(kind: DescribedMessage): JsonSchema;
  choice(names: EnumNames<number>): JsonSchema;
}

/** What a field holds: how it is read from JSON, written to JSON, checked and described. The problems that it throws have no path. */
export interface Kind<T> {
  /** JSON that is neither null nor undefined → the value. Strict about types; what must be there is checked later. */
  read(json: unknown, unknown: UnknownFields): T;
  /** undefined leaves the field out. */
  write(value: T): unknown;
  check(value: T): void;
  /** What it accepts of a request, or writes to a response. */
  schema(scope: SchemaScope): JsonSchema;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Anything, as it is. */
export const anything: Kind<unknown> = {
  read: (json) => json,
  write: (value) => value,
  check: () => {},
  schema: () => ({}),
};

/** A JSON object, whatever is in it. */
export const object: Kind<JsonObject> = {
  read: (json) => {
    if (!isObject(json)) throw problem('STARS_INVALID_FIELD', 'must be an object');
    return json;
  },
  write: (value) => value,
  check: () => {},
  schema: () => ({ type: 'object' }),
};

/**
 * A kind with one more check, after its own.
 * @param keywords What a schema can say of this check
 */
export const also = <T, K extends Kind<T>>(kind: K & Kind<T>, check: (value: T) => void, keywords?: JsonSchema): K => ({
  ...kind,
  check(value: T) {
    kind.check(value);
    check(value);
  },
  ...(keywords && { schema: (scope: SchemaScope) => ({ ...kind.schema(scope), ...keywords }) }),
});

/** The field may be absent. */
export const optional = <T>(kind: Kind<T>): Kind<T | undefined> => ({
  read: kind.read,
  write: (value) => (value === undefined ? undefined : kind.write(value)),
  check: (value) => {
    if (value !== undefined) kind.check(value);
  },
  schema: (scope) => kind.schema(scope),
});

/** A text that may be empty, which is absent. */
export const emptyOr = (kind: Kind<string>): Kind<string> => ({
  ...kind,
  check: (value) => {
    if (value !== '') kind.check(value);
  },
  schema(scope) {
    const { minLength: _, pattern, ...others } = kind.schema(scope);
    if (typeof pattern !== 'string') return others;
    return { ...others, pattern: new RegExp(pattern).test('') ? pattern : `^$|${pattern}` };
  },
});

/** What may also be null, which is absent. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf, enum: values } = schema;
  if (Array.isArray(anyOf)) return { ...schema, anyOf: [...anyOf, { type: 'null' }] };
  if (type === undefined) return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: 'null' }] };
  const types = Array.isArray(type) ? type : [type];
  return { ...schema, type: [...types, 'null'], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}

/** Rules between fields. Validators read them; generators of types do not, and so make one type of the message and not one a rule. */
// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
export const onlyChecked = (rules: JsonSchema): JsonSchema => ({ if: {}, then: rules });

/** Throws unless the value is there: an empty text is not. */
export function checkThere(value: unknown): void {
  if (value === '' || value === undefined || value === null) throw problem('STARS_FIELD_REQUIRED', 'is required');
}

/** The value of a field of a JSON object; undefined if it is absent. */
export function readField<T>(json: JsonObject, name: string, kind: Kind<T>): T | undefined {
  const value = json[name] ?? undefined;
  return value === undefined ? undefined : inside(name, () => kind.read(value, 'reject'));
}
