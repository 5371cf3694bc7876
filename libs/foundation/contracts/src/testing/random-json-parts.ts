import fc from 'fast-check';
import { LIMITS } from '../limits.js';

/** What random requests are made of, whether or not it makes sense. */
export const text = fc.string({ unit: 'grapheme', maxLength: 12 });
export const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (Object.is(value, -0) ? 0 : value));
export const count = fc.nat();
export const version = fc.oneof(fc.maxSafeNat(), fc.maxSafeNat().map(String));
export const time = fc
  .integer({ min: LIMITS.earliestTime, max: LIMITS.latestTime })
  .map((ms) => new Date(ms).toISOString());
export const scalar = fc.oneof(text, number, fc.boolean());
export const name = text.filter((value) => value !== '__proto__');
export const list = <T>(element: fc.Arbitrary<T>) => fc.array(element, { maxLength: 3 });
export const row = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] });

export const filter = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ in: row({ field: text, values: list(text) }) }),
    fc.record({ range: row({ field: text, min: number, max: number }) }),
    fc.record({ not: tie('tree') }),
    fc.record({ all: fc.record({ operands: list(tie('tree')) }) }),
    fc.record({ any: fc.record({ operands: list(tie('tree')) }) }),
  ),
})).tree;
