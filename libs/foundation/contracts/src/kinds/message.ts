import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { inside, problem, within } from '../field-problem.js';
import {
  type DescribedMessage,
  isObject,
  type JsonObject,
  type JsonSchema,
  type Kind,
  orNull,
  type SchemaScope,
  type UnknownFields,
} from './kind.js';

/** A message: how it is encoded, read from JSON, written to JSON, checked and described. */
export interface MessageKind<M> extends Kind<M>, DescribedMessage {
  /** As generated. */
  codec: {
    create(): M;
    encode(message: M, writer?: BinaryWriter): BinaryWriter;
    decode(bytes: Uint8Array): M;
  };
}

/** One row a field: a field without a row does not compile. */
export type Rows<M> = { [F in keyof M]-?: Kind<M[F]> };

interface OneOf<T> extends Kind<T> {
  /** Readers of the cases by their names in JSON, which are fields of the message around the oneof. */
  cases: Readonly<Record<string, Kind<T>['read']>>;
  missing: () => Error;
  /** Schemas of the cases, by the same names. */
  properties(scope: SchemaScope): Record<string, JsonSchema>;
}

type Cases<T extends { $case: string; value: unknown }> = {
  [C in T['$case']]: Kind<Extract<T, { $case: C }>['value']>;
};

/** The name of a field in JSON and in paths. */
const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** @param missing The error where there is no case, or more than one */
export function oneOf<T extends { $case: string; value: unknown }>(
  kinds: Cases<T>,
  missing: () => Error,
): Kind<T | undefined> {
  const rows = kinds as Record<string, Kind<unknown>>;
  const readers = Object.entries(rows).map(([$case, row]): [string, Kind<T>['read']] => [
    snakeCase($case),
    (json, unknown) => ({ $case, value: row.read(json, unknown) }) as T,
  ]);
  const read = (): never => {
    throw missing();
  };
  const oneOf: OneOf<T | undefined> = {
    cases: Object.fromEntries(readers),
    missing,
    read,
    write: (given) => given && { [snakeCase(given.$case)]: rows[given.$case]!.write(given.value) },
    check: (given) =>
      given === undefined ? read() : inside(snakeCase(given.$case), () => rows[given.$case]!.check(given.value)),
    properties: (scope) =>
      Object.fromEntries(Object.entries(rows).map(([$case, row]) => [snakeCase($case), row.schema(scope)])),
    schema: () => ({}),
  };
  return oneOf;
}

/** Where a name of the JSON goes to. */
interface Column extends Pick<Kind<unknown>, 'read'> {
  key: string;
  /** The error of a second case, if it is one of a oneof. */
  second?: () => Error;
}

export interface MessageOptions<M> {
  /** JSON in other accepted forms → JSON with the fields of the message. */
  canonical?: (json: JsonObject) => JsonObject;
  /** Fields that must be there in JSON, and pass: without them, a message would have 0 or false. By their names in JSON. */
  neverAbsent?: Readonly<Record<string, Kind<unknown>>>;
  /** Checks of fields together, once each row is fine. */
  whole?: (message: M) => void;
  /** The schema of a request with what `canonical` accepts and `whole` checks. */
  describe?: (object: ObjectSchema, scope: SchemaScope) => JsonSchema;
  variant?: string;
}

/** The schema of a message, by its rows. */
export interface ObjectSchema extends JsonSchema {
  properties: Record<string, JsonSchema>;
  required: readonly string[];
}

/** A message by one table, which reads its JSON, writes its JSON, checks and describes it. Rows are checked in their order. */
export function message<M extends object>(
  codec: MessageKind<M>['codec'],
  rows: Rows<M>,
  { canonical, neverAbsent = {}, whole, describe, variant }: MessageOptions<M> = {},
): MessageKind<M> {
  const keys = Object.keys(rows) as (keyof M & string)[];
  const kinds = keys.map((key) => rows[key] as Kind<unknown> | OneOf<unknown>);
  // A oneof adds no step to a path: its cases do.
  const names = keys.map((key, at) => ('cases' in kinds[at]! ? '' : snakeCase(key)));
  const columns = new Map<string, Column>();
  const oneOfs: Pick<Column & OneOf<unknown>, 'key' | 'missing'>[] = [];
  for (const [at, key] of keys.entries()) {
    const kind = kinds[at]!;
    if (!('cases' in kind)) columns.set(names[at]!, { key, read: kind.read });
    else {
      const { cases, missing } = kind;
      for (const [name, read] of Object.entries(cases)) columns.set(name, { key, read, second: missing });
      oneOfs.push({ key, missing });
    }
  }
  const mustBeThere = Object.entries(neverAbsent);
  return {
    codec,
    variant,
    schema(scope) {
      return scope.message(this);
    },
    object(scope) {
      const object = objectSchema(codec.create(), rows, scope, neverAbsent);
      return describe === undefined || scope.side === 'response' ? object : describe(object, scope);
    },
    read(json, unknown) {
      if (!isObject(json)) throw problem('STARS_INVALID_FIELD', 'must be an object');
      for (const [name, kind] of mustBeThere) inside(name, () => kind.check(json[name] ?? undefined));
      const given = canonical === undefined ? json : canonical(json);
      const message = codec.create() as M & JsonObject;
      for (const name of Object.keys(given)) {
        const column = columns.get(name);
        if (column === undefined) {
          if (unknown === 'ignore') continue;
          throw problem('STARS_INVALID_FIELD', 'is not a field', name.slice(0, 64));
        }
        const value = given[name] ?? undefined;
        if (value !== undefined) readColumn(message, column, name, value, unknown);
      }
      for (const { key, missing } of oneOfs) if (message[key] === undefined) throw missing();
      return message;
    },
    write(message) {
      const json: JsonObject = {};
      for (let at = 0; at < keys.length; at++) {
        const value = kinds[at]!.write(message[keys[at]!]);
        if (names[at] === '') Object.assign(json, value);
        else if (value !== undefined) json[names[at]!] = value;
      }
      return json;
    },
    check(message) {
      let at = 0;
      try {
        for (; at < keys.length; at++) kinds[at]!.check(message[keys[at]!]);
      } catch (error) {
        throw within(names[at]!, error);
      }
      whole?.(message);
    },
  };
}

/** A field is required of a request if its absence does not pass, and of a response if it is always written. */
function objectSchema<M extends object>(
  absent: M,
  rows: Rows<M>,
  scope: SchemaScope,
  neverAbsent: object,
): ObjectSchema {
  const request = scope.side === 'request';
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  const cases: string[] = [];
  for (const key of Object.keys(rows) as (keyof M & string)[]) {
    const kind = rows[key] as Kind<unknown> | OneOf<unknown>;
    if ('cases' in kind) {
      Object.assign(properties, kind.properties(scope));
      cases.push(...Object.keys(kind.cases));
      continue;
    }
    const [name, schema] = [snakeCase(key), kind.schema(scope)];
    const needed = request ? name in neverAbsent || !passes(kind, absent[key]) : kind.write(absent[key]) !== undefined;
    if (needed) required.push(name);
    properties[name] = needed || !request ? schema : orNull(schema);
  }
  return {
    type: 'object',
    properties,
    required,
    ...(request ? { additionalProperties: false } : {}),
    // A message with a oneof has nothing else.
    ...(cases.length > 0 ? { minProperties: 1, maxProperties: 1 } : {}),
  };
}

function passes<T>(kind: Kind<T>, value: T): boolean {
  try {
    kind.check(value);
    return true;
  } catch {
    return false;
  }
}

function readColumn(message: JsonObject, column: Column, name: string, json: unknown, unknown: UnknownFields): void {
  if (column.second !== undefined && message[column.key] !== undefined) throw column.second();
  try {
    message[column.key] = column.read(json, unknown);
  } catch (error) {
    throw within(name, error);
  }
}
