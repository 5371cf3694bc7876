import { LIMITS } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkJson } from './json-bounds.js';

const check = (text: string): void => checkJson(Buffer.from(text));
const nested = (levels: number, inner = ''): string => `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`;
const tooLarge = expect.objectContaining({ code: 'STARS_TOO_LARGE', field: 'body' });

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

it.each([
  ['lists', nested(48), nested(49)],
  ['objects', `${'{"a":'.repeat(48)}1${'}'.repeat(48)}`, '{"a":'.repeat(49)],
  ['brackets within texts', nested(48, '"[[[[[[\\"[[[[\\\\"'), nested(48, '"[\\\\\\\\",[]')],
])('%s: 48 levels and not one more', (_, fits, tooMany) => {
  check(fits);
  expect(() => check(tooMany)).toThrow(tooLarge);
});

it('takes any end', () => {
  for (const text of ['', '"', '"\\', '"\\"', '\\"[', ']]]]', '[[']) check(text);
});

it('takes a megabyte of brackets or of escapes without effort', () => {
  expect(() => check('['.repeat(2 ** 20))).toThrow(tooLarge);
  check(`"${'\\'.repeat(2 ** 20)}"`);
  check(`"${'\\"'.repeat(2 ** 19)}"`);
});

it('refuses exactly what is deeper, whatever the JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 60 }), (value) => {
      const text = JSON.stringify(value);
      if (depthOf(JSON.parse(text)) > 48) expect(() => check(text)).toThrow(tooLarge);
      else check(text);
    }),
  );
});

it.each([
  ['empty objects', (count: number) => `[${'{},'.repeat(count / 2 - 1)}{}]`, LIMITS.requestParts],
  ['numbers', (count: number) => `[${'1,'.repeat(count - 1)}1]`, LIMITS.requestParts],
  ['names', (count: number) => `{${'"":1,'.repeat(count - 1)}"":1}`, LIMITS.requestNames],
])('refuses many %s, which take few bytes and much time', (_, of, most) => {
  check(of(most));
  expect(() => check(of(most + 2))).toThrow(tooLarge);
});
