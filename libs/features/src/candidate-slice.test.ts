import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandidateSampler, type SliceOptions } from './candidate-slice.js';
import { seeded } from './testing/seeded.js';

const ITEMS = 50;
/** Item i was bought i + 1 times, five items a subclass. */
const frequencies = {
  counts: Uint32Array.from({ length: ITEMS }, (_, i) => i + 1),
  prior: new Float32Array(ITEMS),
  subclass: Uint32Array.from({ length: ITEMS }, (_, i) => Math.floor(i / 5)),
};
const TOTAL = (ITEMS * (ITEMS + 1)) / 2;
const options = (changes: Partial<SliceOptions> = {}): SliceOptions => ({
  candidates: 20,
  subclassShare: 0.2,
  samplingCorrection: false,
  ...changes,
});

describe('CandidateSampler', () => {
  it('gives distinct items of the size asked for, positives first', () => {
    const positives = fc.array(fc.nat(ITEMS - 1), { maxLength: 60 });
    fc.assert(
      fc.property(
        positives,
        fc.integer({ min: 1, max: ITEMS + 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (given, candidates, subclassShare, seed) => {
          const sampler = new CandidateSampler(
            frequencies,
            options({ candidates, subclassShare, samplingCorrection: true }),
          );
          for (const random of [seeded(seed), seeded(seed + 1)]) {
            const { rows, offset } = sampler.draw(given, random);
            const distinct = [...new Set(given)];
            expect(new Set(rows).size).toBe(rows.length);
            expect(offset.length).toBe(rows.length);
            expect(offset.every(Number.isFinite)).toBe(true);
            if (candidates >= ITEMS) expect([...rows]).toEqual(Array.from({ length: ITEMS }, (_, i) => i));
            else {
              expect([...rows.slice(0, distinct.length)]).toEqual(distinct);
              // All positives, also where they are more than the slice.
              expect(rows.length).toBe(Math.max(candidates, distinct.length));
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('takes its share of negatives from the subclasses of the positives', () => {
    const mates = (subclassShare: number): number => {
      const sampler = new CandidateSampler(frequencies, options({ candidates: 5, subclassShare }));
      const random = seeded(5);
      let found = 0;
      for (let i = 0; i < 300; i++) {
        const { rows } = sampler.draw([12], random);
        found += rows.subarray(1).filter((row) => row >= 10 && row < 15).length / 4;
      }
      return found / 300;
    };
    expect(mates(0)).toBeLessThan(0.15);
    expect(mates(1)).toBeGreaterThan(0.6);
  });

  it('reaches every item', () => {
    const sampler = new CandidateSampler(frequencies, options());
    const random = seeded(9);
    const seen = new Set<number>();
    for (let i = 0; i < 60; i++) for (const row of sampler.draw([0], random).rows) seen.add(row);
    expect(seen.size).toBe(ITEMS);
  });

  it('is the prior without a correction, and for the full catalogue always', () => {
    const prior = Float32Array.from({ length: ITEMS }, (_, i) => -i / 8);
    for (const changes of [{}, { candidates: ITEMS, samplingCorrection: true }]) {
      const { rows, offset } = new CandidateSampler({ ...frequencies, prior }, options(changes)).draw(
        [3, 3],
        seeded(1),
      );
      expect([...offset]).toEqual(Array.from(rows, (row) => prior[row]));
    }
  });

  it('adds the log of the chance to get in: as one of the positives, or by the uniform draws', () => {
    const positives = [7, 7, 49, 3];
    const sampler = new CandidateSampler(frequencies, options({ subclassShare: 0.5, samplingCorrection: true }));
    const { rows, offset } = sampler.draw(positives, seeded(2));
    // 20 in all, 3 distinct positives; of the other 17 half, rounded down, come from subclasses.
    const uniform = 17 - 8;
    rows.forEach((row, c) => {
      const miss = (1 - (row + 1) / TOTAL) ** positives.length * (1 - uniform / ITEMS);
      expect(offset[c]).toBeCloseTo(Math.log(1 - miss), 5);
    });
  });

  it('corrects by how often items really get in', () => {
    const sampler = new CandidateSampler(frequencies, options({ subclassShare: 0, samplingCorrection: true }));
    const random = seeded(4);
    // Positives drawn by popularity, as training draws them.
    const positive = (): number => {
      let at = random() * TOTAL;
      let item = 0;
      while (at >= item + 1) at -= ++item;
      return item;
    };
    const seen = new Float64Array(ITEMS);
    const said = new Float64Array(ITEMS);
    const times = 3000;
    for (let i = 0; i < times; i++) {
      const { rows, offset } = sampler.draw([positive(), positive(), positive(), positive()], random);
      rows.forEach((row, c) => {
        seen[row]! += 1 / times;
        said[row]! += Math.exp(offset[c]!) / times;
      });
    }
    for (const row of [0, 10, 25, 49]) {
      const chance = said[row]! / seen[row]!;
      // Draws that meet an item twice are made up for, which the formula leaves out.
      expect(Math.abs(chance - seen[row]!)).toBeLessThan(0.06);
    }
  });

  it('stays finite for items that nobody bought', () => {
    const none = { ...frequencies, counts: new Uint32Array(ITEMS) };
    for (const subclassShare of [0, 1]) {
      const sampler = new CandidateSampler(none, options({ subclassShare, samplingCorrection: true }));
      expect(sampler.draw([1, 2], seeded(1)).offset.every(Number.isFinite)).toBe(true);
    }
  });
});
