import { inside, problem } from '../field-problem.js';

/** How unknown fields are treated: a row of a file may have more columns, a request may not. */
export type UnknownFields = 'ignore' | 'reject';

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** What a field holds: how it is read from JSON, written to JSON, and checked. The problems that it throws have no path. */
export interface Kind<T> {
  /** JSON that is neither null nor undefined → the value. Strict about types; what must be there is checked later. */
  read(json: unknown, unknown: UnknownFields): T;
  /** undefined leaves the field out. */
  write(value: T): unknown;
  check(value: T): void;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Anything, as it is. */
export const anything: Kind<unknown> = { read: (json) => json, write: (value) => value, check: () => {} };

/** A kind with one more check, after its own. */
export const also = <T, K extends Kind<T>>(kind: K & Kind<T>, check: (value: T) => void): K => ({
  ...kind,
  check(value: T) {
    kind.check(value);
    check(value);
  },
});

/** The field may be absent. */
export const optional = <T>(kind: Kind<T>): Kind<T | undefined> => ({
  read: kind.read,
  write: (value) => (value === undefined ? undefined : kind.write(value)),
  check: (value) => {
    if (value !== undefined) kind.check(value);
  },
});

/** A text that may be empty, which is absent. */
export const emptyOr = (kind: Kind<string>): Kind<string> => ({
  ...kind,
  check: (value) => {
    if (value !== '') kind.check(value);
  },
});

/** Throws unless the value is there: an empty text is not. */
export function checkThere(value: unknown): void {
  if (value === '' || value === undefined || value === null) throw problem('STARS_FIELD_REQUIRED', 'is required');
}

/** The value of a field of a JSON object; undefined if it is absent. */
export function readField<T>(json: JsonObject, name: string, kind: Kind<T>): T | undefined {
  const value = json[name] ?? undefined;
  return value === undefined ? undefined : inside(name, () => kind.read(value, 'reject'));
}
