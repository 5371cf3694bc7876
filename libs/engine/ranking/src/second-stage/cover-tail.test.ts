import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topWithCoverage } from './cover-tail.js';

const distinct = fc.uniqueArray(fc.float({ min: -20, max: 20, noNaN: true, noDefaultInfinity: true }), {
  maxLength: 40,
  selector: (x) => Math.fround(x) + 0,
});
const asked = fc.record({
  scores: distinct,
  k: fc.nat(15),
  slots: fc.nat(6),
  penalty: fc.double({ min: 0, max: 3, noNaN: true }),
  within: fc.nat(50),
  seed: fc.nat(),
});
/** Popularity of each place, with ties. */
const popularityOf = (n: number, seed: number): Float32Array =>
  Float32Array.from({ length: n }, (_, place) => Math.log1p((place * 7919 + seed) % 13));
const plainTop = (scores: ArrayLike<number>, k: number): number[] =>
  Array.from(scores, (_, place) => place)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, k);

describe('topWithCoverage', () => {
  it('gives the last places to less popular items, among the best', () => {
    // Twelve candidates, the first ten of them popular.
    const scores = Float32Array.from({ length: 12 }, (_, place) => 9 - 0.1 * place);
    const popularity = Float32Array.from(scores, (_, place) => (place < 10 ? 5 : place < 11 ? 4 : 0));
    const last = (tail: { slots: number; penalty: number; within: number }) =>
      topWithCoverage(scores, popularity, 10, tail).slice(7);
    expect(last({ slots: 2, penalty: 0.5, within: 12 })).toEqual([7, 11, 10]);
    expect(last({ slots: 1, penalty: 0.5, within: 12 })).toEqual([7, 8, 11]);
    expect(last({ slots: 2, penalty: 0.5, within: 11 })).toEqual([7, 10, 8]);
    expect(last({ slots: 2, penalty: 0.05, within: 12 })).toEqual([7, 8, 11]);
    expect(last({ slots: 2, penalty: 0.01, within: 12 })).toEqual([7, 8, 9]);
  });

  it('gives fewer places of a short list, and none of the shortest', () => {
    const scores = Float32Array.from({ length: 12 }, (_, place) => -place);
    const popularity = Float32Array.from(scores, (_, place) => (place < 11 ? 5 : 0));
    const covers = (k: number): boolean =>
      topWithCoverage(scores, popularity, k, { slots: 2, penalty: 100, within: 12 }).includes(11);
    expect([1, 2, 4, 5, 9, 10, 11].map(covers)).toEqual([false, false, false, true, true, true, true]);
  });

  it('is the plain top k without such places, and if popularity costs nothing', () => {
    fc.assert(
      fc.property(asked, ({ scores, k, slots, penalty, within, seed }) => {
        const values = Float32Array.from(scores);
        const popularity = popularityOf(values.length, seed);
        const plain = plainTop(values, k);
        expect(topWithCoverage(values, popularity, k, { slots: 0, penalty, within })).toEqual(plain);
        expect(topWithCoverage(values, popularity, k, { slots, penalty: 0, within })).toEqual(plain);
      }),
    );
  });

  it('keeps the sure places, and fills the rest from within the budget by the reduced score, none twice', () => {
    fc.assert(
      fc.property(asked, ({ scores, k, slots, penalty, within, seed }) => {
        const values = Float32Array.from(scores);
        const popularity = popularityOf(values.length, seed);
        const top = topWithCoverage(values, popularity, k, { slots, penalty, within });
        const sure = k - Math.floor((slots * Math.min(k, 10)) / 10);
        expect(top).toHaveLength(Math.min(k, values.length));
        const pool = topWithCoverage(values, popularity, k, { slots, penalty, within }, k + 7);
        const rest = plainTop(values, values.length).filter((place) => !top.includes(place));
        expect(pool).toEqual([...top, ...rest.slice(0, 7)]);
        expect(new Set(top).size).toBe(top.length);
        expect(top.slice(0, sure)).toEqual(plainTop(values, sure));
        const allowed = plainTop(values, Math.max(within, k)).slice(sure);
        const reduced = (place: number): number => values[place]! - penalty * popularity[place]!;
        const tail = top.slice(sure);
        for (const place of tail) expect(allowed).toContain(place);
        for (const place of allowed) {
          if (!tail.includes(place))
            for (const kept of tail) expect(reduced(kept)).toBeGreaterThanOrEqual(reduced(place));
        }
        tail.slice(1).forEach((place, n) => {
          expect(reduced(tail[n]!)).toBeGreaterThanOrEqual(reduced(place));
        });
      }),
    );
  });

  it('does not depend on the order of the candidates if nothing ties', () => {
    fc.assert(
      fc.property(asked, fc.infiniteStream(fc.nat()), ({ scores, k, slots, penalty, within, seed }, keys) => {
        const values = Float32Array.from(scores);
        const popularity = popularityOf(values.length, seed);
        const reduced = [...values].map((score, place) => score - penalty * popularity[place]!);
        fc.pre(new Set(reduced).size === reduced.length);
        const drawn = [...keys.take(values.length)];
        const order = plainTop(drawn, drawn.length);
        const moved = topWithCoverage(
          Float32Array.from(order, (place) => values[place]!),
          Float32Array.from(order, (place) => popularity[place]!),
          k,
          { slots, penalty, within },
        );
        expect(moved.map((place) => order[place])).toEqual(
          topWithCoverage(values, popularity, k, { slots, penalty, within }),
        );
      }),
    );
  });
});
