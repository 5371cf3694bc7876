import { type JsonSchema, LIMITS, objectOf, type RpcSchemas } from '@stars/contracts';
import type { SeededRandom } from '@stars/datasets/testing';

/** Texts that mean something to some parser, store or terminal on the way. */
const TEXTS = [
  '',
  ' ',
  '\0',
  '\ud800',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  "' OR 1=1 --",
  '"; DROP TABLE profile; --',
  '*',
  'a/b',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '\r\nset-cookie: a=b',
  '\u202egnp.exe',
  'İ',
  'e\u0301'.repeat(300),
  '𝕏'.repeat(LIMITS.idBytes),
  '1e999',
  'null',
  '%00%2e%2e%2f',
  '9999-12-31T23:59:59Z',
  '-271821-04-20T00:00:00Z',
];

const NUMBERS = [0, -0, -1, 0.5, 5e-324, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e12, 1e13, 1e308, -1e308];

const OTHERS = [null, true, false, [], {}, [[]], [null], { '': {} }];

/** A new one each time, because mutations change what they get. */
function hostileValue(random: SeededRandom): unknown {
  const values: readonly unknown[] = random.pick([TEXTS, TEXTS, NUMBERS, OTHERS]);
  return structuredClone(random.pick(values));
}

/** Ids that often meet: so that requests find something, and stores do not grow without end. */
const ID_POOL = 60;

/** JSON that mostly fits a schema, small. */
export function jsonOf(schema: JsonSchema, components: RpcSchemas['components'], random: SeededRandom): unknown {
  let room = 40;
  const make = (of: JsonSchema, depth: number): unknown => {
    room--;
    if ('$ref' in of) return make(objectOf(of, components), depth);
    const choices = (of['anyOf'] ?? of['oneOf']) as JsonSchema[] | undefined;
    if (choices) return make(random.pick(choices), depth);
    if ('const' in of) return of['const'];
    if (Array.isArray(of['enum'])) return random.pick(of['enum']);
    const type = random.pick([of['type'] ?? ['string', 'number', 'boolean']].flat() as string[]);
    if (type === 'object') return makeObject(of, depth + 1);
    if (type !== 'array') return scalarOf(type, of, random);
    const most = depth > 8 || room < 0 ? 0 : 3;
    return Array.from({ length: Math.max(Number(of['minItems'] ?? 0), random.below(most + 1)) }, () =>
      make((of['items'] ?? {}) as JsonSchema, depth + 1),
    );
  };
  const makeObject = (of: JsonSchema, depth: number): unknown => {
    const properties = Object.entries((of['properties'] ?? {}) as Record<string, JsonSchema>);
    const required = (of['required'] ?? []) as string[];
    const few = depth > 8 || room < 0;
    let chosen = properties.filter(([name]) => required.includes(name) || (!few && random.chance(0.4)));
    if (of['maxProperties'] === 1) chosen = [random.pick(properties)];
    const fields = chosen.map(([name, property]) => [name, idOf(name, random) ?? make(property, depth)]);
    const free = of['additionalProperties'];
    if (typeof free === 'object' && !few) fields.push([random.pick(['a', 'segment']), make(free as JsonSchema, depth)]);
    return Object.fromEntries(fields);
  };
  return make(schema, 0);
}

function idOf(name: string, random: SeededRandom): string | undefined {
  if (name === 'tenant_id') return '';
  if (name === 'event_id' || name === 'recommendation_id') return `${name}-${random.below(ID_POOL)}`;
  if (name === 'user_id' || name === 'item_id') return `${name.slice(0, 4)}-${random.below(ID_POOL)}`;
  return undefined;
}

function scalarOf(type: string, of: JsonSchema, random: SeededRandom): unknown {
  if (type === 'boolean') return random.chance(0.5);
  if (type === 'null') return null;
  if (type === 'string') {
    if (of['format'] === 'date-time') return new Date(Date.now() - random.below(3e9)).toISOString();
    return random.chance(0.1) ? random.pick(TEXTS) : random.pick(['en', 'home', 'north', 'a', 'brand', 'category']);
  }
  const [least, most] = [Number(of['minimum'] ?? -1e6), Number(of['maximum'] ?? 1e6)];
  const value = random.chance(0.1) ? random.pick([least, most]) : least + random.next() * Math.min(most - least, 1000);
  return type === 'integer' ? Math.round(value) : value;
}

/** The value with one to three nodes replaced, repeated, left out or wrapped. */
export function mutatedJson(value: unknown, random: SeededRandom): unknown {
  let changed = structuredClone(value);
  for (let times = 1 + random.below(3); times > 0; times--) changed = mutatedOnce(changed, random);
  return changed;
}

function mutatedOnce(value: unknown, random: SeededRandom): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || random.chance(0.05))
    return hostileValue(random);
  const keys = Object.keys(value);
  if (keys.length === 0) return random.chance(0.5) ? [hostileValue(random)] : { [random.pick(TEXTS)]: 1 };
  const key = random.pick(keys);
  const at = value as Record<string, unknown>;
  if (typeof at[key] === 'object' && random.chance(0.7)) {
    at[key] = mutatedOnce(at[key], random);
    return value;
  }
  const way = random.below(6);
  if (way === 0) delete at[key];
  else if (way === 1) at[key] = [at[key], at[key]];
  else if (way === 2) at[key] = { [key]: at[key] };
  else if (way === 3 && !Array.isArray(value)) setOwn(at, random.pick(TEXTS), hostileValue(random));
  else at[key] = hostileValue(random);
  return value;
}

/** Also a field called `__proto__`. */
function setOwn(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** A text of JSON so deep that a parser which recurses may run out of stack. */
export function deepJson(key: string, random: SeededRandom): string {
  const depth = random.pick([20, 500, 20_000, 200_000]);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"not":', '}'],
    ['{"all":{"operands":[', ']}}'],
    ['{"a":', '}'],
  ]);
  const closed = random.chance(0.8) ? close.repeat(depth) : '';
  return `{"user_id":"user-1","${key}":${open.repeat(depth)}1${closed}}`;
}

/** The value with one text or list much larger than any bound. */
export function oversizeJson(value: unknown, random: SeededRandom): unknown {
  const at = structuredClone(value) as Record<string, unknown>;
  const key = random.pick(Object.keys(at));
  const size = random.pick([1000, 20_000, 200_000, 1_000_000]);
  at[key] = Array.isArray(at[key])
    ? Array.from({ length: Math.min(size, 20_000) }, () => (at[key] as unknown[])[0])
    : 'x'.repeat(size);
  return at;
}
