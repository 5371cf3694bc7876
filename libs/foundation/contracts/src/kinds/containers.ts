import { problem, within } from '../field-problem.js';
import { anything, isObject, type JsonSchema, type Kind, orNull } from './kind.js';
import { lines, name, number } from './scalars.js';

export function checkCount(count: number, min: number, max: number): void {
  if (count < min) throw problem('STARS_FIELD_REQUIRED', 'must not be empty');
  if (count > max) throw problem('STARS_TOO_LARGE', `has ${count} elements, and at most ${max} are allowed`);
}

/** Each element through `work`; the problem of one has its index. */
function forEachElement(list: readonly unknown[], work: (element: unknown, index: number) => void): void {
  let index = 0;
  try {
    for (; index < list.length; index++) work(list[index], index);
  } catch (error) {
    throw within(index, error);
  }
}

/** Keywords of bounds that are there. */
const bounds = (least: string, min: number, most: string, max: number): JsonSchema => ({
  ...(min > 0 ? { [least]: min } : {}),
  ...(max < Number.POSITIVE_INFINITY ? { [most]: max } : {}),
});

/** A list of `min` to `max` elements. Absent and empty are the same. */
export const list = <T>(element: Kind<T>, min = 0, max = Number.POSITIVE_INFINITY): Kind<T[]> => ({
  read(json, unknown) {
    if (!Array.isArray(json)) throw problem('STARS_INVALID_FIELD', 'must be a list');
    const values: T[] = [];
    forEachElement(json, (value) => values.push(element.read(value, unknown)));
    return values;
  },
  write: (values) => values.map((value) => element.write(value)),
  check(values) {
    if (!Array.isArray(values)) throw problem('STARS_INVALID_FIELD', 'must be a list');
    checkCount(values.length, min, max);
    forEachElement(values, (value) => element.check(value as T));
  },
  schema: (scope) => ({
    type: 'array',
    items: element.schema(scope),
    ...bounds('minItems', min, 'maxItems', max),
  }),
});

function forEachEntry<T>(values: Record<string, T>, work: (value: T, name: string) => void): void {
  let name = '';
  try {
    for (name of Object.keys(values)) work(values[name]!, name);
  } catch (error) {
    throw within(name, error);
  }
}

/** A map of at most `max` names. Its nulls in JSON are left out. */
export const map = <T>(max: number, element: Kind<T>, key: Kind<string> = name): Kind<Record<string, T>> => ({
  read(json, unknown) {
    if (!isObject(json)) throw problem('STARS_INVALID_FIELD', 'must be an object');
    const entries: [string, T][] = [];
    forEachEntry(json, (value, name) => {
      if (value !== null && value !== undefined) entries.push([name, element.read(value, unknown)]);
    });
    // Not assigned one by one: a name may be "__proto__".
    return Object.fromEntries(entries);
  },
  write:
    element.write === anything.write
      ? (values) => values
      : (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, element.write(value)])),
  check(values) {
    checkCount(Object.keys(values).length, 0, max);
    forEachEntry(values, (value, name) => {
      key.check(name);
      element.check(value);
    });
  },
  schema(scope) {
    const values = element.schema(scope);
    return {
      type: 'object',
      additionalProperties: scope.side === 'request' ? orNull(values) : values,
      propertyNames: key.schema(scope),
      ...bounds('minProperties', 0, 'maxProperties', max),
    };
  },
});

const finite = number();

/** A number, a boolean or a text of at most `maxChars`, or one of `texts`. Read as it is. */
export const scalar = (maxChars: number, texts?: Kind<string[]>): Kind<unknown> => {
  const short = lines(maxChars);
  const what =
    texts === undefined ? 'a number, a string or a boolean' : 'a string, a number, a boolean or a list of strings';
  return {
    ...anything,
    check(value) {
      if (typeof value === 'string') short.check(value);
      else if (typeof value === 'number') finite.check(value);
      else if (texts !== undefined && Array.isArray(value)) texts.check(value as string[]);
      else if (typeof value !== 'boolean') throw problem('STARS_INVALID_FIELD', `must be ${what}`);
    },
    schema: (scope) => ({
      anyOf: [short.schema(scope), { type: 'number' }, { type: 'boolean' }, ...(texts ? [texts.schema(scope)] : [])],
    }),
  };
};
