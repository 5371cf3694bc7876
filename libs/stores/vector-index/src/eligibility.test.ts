import { setImmediate } from 'node:timers/promises';
import { compileFilter, type Filter } from '@stars/contracts';
import { expect, it } from 'vitest';
import { payload } from './contract-fixtures.js';
import { Eligibility } from './eligibility.js';
import { ResidentVectors } from './resident-vectors.js';

const ITEMS = 4_000;
const range = (field: string, max: number): Filter => ({ expression: { $case: 'range', value: { field, max } } });

it('gives the thread back while a wide filter is evaluated, and knows what changed meanwhile', async () => {
  const vectors = new ResidentVectors(1);
  const eligibility = new Eligibility(vectors);
  const put = (n: number, price: number): void => {
    eligibility.update(vectors.put(`item-${n}`, Float32Array.of(n), payload({ price })));
  };
  for (let n = 0; n < ITEMS; n++) put(n, n % 3);
  const leaves = Array.from({ length: 900 }, (_, n) => range(`attributes.a${n}`, 1));
  const filter: Filter = { expression: { $case: 'any', value: { operands: [...leaves, range('price', 1)] } } };
  let done = false;
  const passing = Promise.all([eligibility.of(filter, undefined), eligibility.of(filter, undefined)]);
  void passing.then(() => {
    done = true;
  });
  let turns = 0;
  for (; !done; turns++) {
    // One that was evaluated, one that was not, and a new one.
    for (const n of [turns, ITEMS - turns, ITEMS + turns]) put(n, turns % 2 === 0 ? 2 : 0);
    await setImmediate();
  }
  expect(turns).toBeGreaterThan(3);
  const [first, second] = await passing;
  expect(second).toBe(first);
  const passes = compileFilter(filter);
  const found = vectors.fields.map((_, slot) => first.has(slot));
  expect(found).toEqual(vectors.fields.map((fields) => fields !== undefined && passes(fields)));
  expect(await eligibility.of(filter, undefined)).toBe(first);
});
