import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passesOf } from './user-passes.js';

const usersOf = (lengths: readonly number[]) =>
  lengths.map((length, id) => ({ id, history: new Array(length).fill(0) as never[] }));
const lengthsOf = (lengths: readonly number[]): number[][] =>
  [...passesOf(usersOf(lengths))].map((pass) => pass.map(({ history }) => history.length));

describe('passesOf', () => {
  it('has every user once, and bounds what a pass holds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 600 }), (lengths) => {
        const passes = [...passesOf(usersOf(lengths))];
        expect(passes.flatMap((pass) => pass.map(({ id }) => id)).sort((a, b) => a - b)).toEqual([...lengths.keys()]);
        for (const pass of passes) {
          expect(pass.length).toBeGreaterThan(0);
          expect(pass.length * Math.max(...pass.map(({ history }) => history.length))).toBeLessThanOrEqual(128 * 200);
        }
      }),
    );
  });

  it('separates long histories from short ones if there are enough of them', () => {
    const long = new Array<number>(20).fill(200);
    const short = new Array<number>(30).fill(12);
    expect(lengthsOf([...short, ...long])).toEqual([long, short]);
    expect(lengthsOf([...short, 200])).toEqual([[200, ...short].slice(0, 10), short.slice(9)]);
    expect(lengthsOf([12, 200, 3])).toEqual([[200, 12, 3]]);
  });
});
