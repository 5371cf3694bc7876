import { fieldError, indexPath, joinPath } from './field-path.js';
import { parseTime } from './iso-time.js';

/** How unknown fields are treated: a row of a file may have more columns, a request may not. */
export type UnknownFields = 'ignore' | 'reject';

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/**
 * Reads a JSON object field by field, strict about types: a text is never read as a number. null counts as absent.
 * Errors: `STARS_INVALID_FIELD` with the field's path.
 */
export class JsonFields {
  readonly #object: JsonObject;
  readonly #read: Set<string> | undefined;

  constructor(
    value: unknown,
    readonly path: string,
    readonly unknown: UnknownFields,
  ) {
    if (!isObject(value)) throw fieldError('STARS_INVALID_FIELD', path, '', 'must be an object');
    this.#object = value;
    this.#read = unknown === 'reject' ? new Set() : undefined;
  }

  /** The value as it is; undefined where absent or null. */
  raw(name: string): unknown {
    this.#read?.add(name);
    return Object.hasOwn(this.#object, name) ? (this.#object[name] ?? undefined) : undefined;
  }

  /** Empty where absent, as in the message. */
  string(name: string): string {
    const value = this.raw(name);
    if (value === undefined) return '';
    if (typeof value !== 'string') throw this.#wrong(name, 'a string');
    return value;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.raw(name);
    if (value !== undefined && typeof value !== 'number') throw this.#wrong(name, 'a number');
    return value;
  }

  /** 0 where absent, as in the message. */
  number(name: string): number {
    return this.optionalNumber(name) ?? 0;
  }

  /** A 64-bit integer: a number, or its decimal digits in a text as proto JSON writes it. 0 where absent. */
  int64(name: string): number {
    const value = this.raw(name);
    if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return Number(value);
    if (value !== undefined && typeof value !== 'number') throw this.#wrong(name, 'an integer');
    return value ?? 0;
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value !== undefined && typeof value !== 'boolean') throw this.#wrong(name, 'a boolean');
    return value;
  }

  /** false where absent, as in the message. */
  boolean(name: string): boolean {
    return this.optionalBoolean(name) ?? false;
  }

  time(name: string): Date | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : parseTime(value, this.path, name);
  }

  /** Each element through `parse`, with its path. Empty where absent. */
  list<T>(name: string, parse: (element: unknown, path: string) => T): T[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw this.#wrong(name, 'a list');
    return value.map((element, index) => parse(element, indexPath(this.path, name, index)));
  }

  strings(name: string): string[] {
    return this.list(name, (element, path) => {
      if (typeof element !== 'string') throw fieldError('STARS_INVALID_FIELD', path, '', 'must be a string');
      return element;
    });
  }

  /** An object of any names, nulls left out. Undefined where absent. */
  map(name: string): JsonObject | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw this.#wrong(name, 'an object');
    return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined));
  }

  /** An object of any names, each value through `parse`. Empty where absent. */
  mapOf<T>(name: string, parse: (value: unknown, path: string) => T): Record<string, T> {
    const at = joinPath(this.path, name);
    const entries = Object.entries(this.map(name) ?? {});
    return Object.fromEntries(entries.map(([key, value]) => [key, parse(value, joinPath(at, key))]));
  }

  /** Call once all fields were read. Errors: `STARS_INVALID_FIELD` for a field that was not read. */
  done(): void {
    if (this.#read === undefined) return;
    for (const name of Object.keys(this.#object)) {
      if (!this.#read.has(name))
        throw fieldError('STARS_INVALID_FIELD', this.path, name.slice(0, 64), 'is not a field');
    }
  }

  #wrong(name: string, wanted: string): Error {
    return fieldError('STARS_INVALID_FIELD', this.path, name, `must be ${wanted}`);
  }
}
