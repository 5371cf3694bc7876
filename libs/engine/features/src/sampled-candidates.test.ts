import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandidateSampler, type SamplingOptions } from './sampled-candidates.js';
import { seeded } from './testing/seeded.js';

const ITEMS = 50;
/** Five items a subclass. */
const items = {
  prior: new Float32Array(ITEMS),
  subclass: Uint32Array.from({ length: ITEMS }, (_, i) => Math.floor(i / 5)),
};
const options = (changes: Partial<SamplingOptions> = {}): SamplingOptions => ({
  candidates: 20,
  subclassShare: 0.2,
  ...changes,
});

describe('CandidateSampler', () => {
  it('gives distinct items, the positives first, at most the requested number', () => {
    const positives = fc.array(fc.nat(ITEMS - 1), { maxLength: 60 });
    fc.assert(
      fc.property(
        positives,
        fc.integer({ min: 1, max: ITEMS + 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (given, candidates, subclassShare, seed) => {
          const sampler = new CandidateSampler(items, options({ candidates, subclassShare }));
          for (const random of [seeded(seed), seeded(seed + 1)]) {
            const sampled = sampler.draw(given, random);
            const { rows, prior, logQ } = sampled;
            const distinct = [...new Set(given)];
            expect(new Set(rows).size).toBe(rows.length);
            expect(prior.length).toBe(rows.length);
            if (candidates >= ITEMS) {
              expect(sampler.full).toBe(true);
              expect([...rows]).toEqual(Array.from({ length: ITEMS }, (_, i) => i));
              expect(sampled).toEqual({ rows, prior });
            } else {
              expect([...rows.slice(0, distinct.length)]).toEqual(distinct);
              expect(sampled.positives).toBe(distinct.length);
              // All positives, also if they are more than C.
              expect(rows.length).toBeLessThanOrEqual(Math.max(candidates, distinct.length));
              expect(logQ!.length).toBe(rows.length);
              // Positives with certainty; the others with a probability above 0 and of at most 1.
              expect(logQ!.slice(0, distinct.length).every((x) => x === 0)).toBe(true);
              expect(logQ!.every((x) => Number.isFinite(x) && x <= 0)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is exactly as large as requested if no two draws can collide', () => {
    for (const candidates of [5, 20, 45]) {
      const sampler = new CandidateSampler(items, options({ candidates, subclassShare: 0 }));
      expect(sampler.draw([7, 7, 3], seeded(candidates)).rows.length).toBe(candidates);
    }
  });

  it('draws its share of negatives from the subclasses of the positives', () => {
    const mates = (subclassShare: number): number => {
      const sampler = new CandidateSampler(items, options({ candidates: 5, subclassShare }));
      const random = seeded(5);
      let [found, drawn] = [0, 0];
      for (let i = 0; i < 300; i++) {
        const { rows } = sampler.draw([12], random);
        found += rows.subarray(1).filter((row) => row >= 10 && row < 15).length;
        drawn += rows.length - 1;
      }
      return found / drawn;
    };
    expect(mates(0)).toBeLessThan(0.15);
    expect(mates(1)).toBe(1);
  });

  it('gives the prior of each candidate, for a part of the catalogue or the whole', () => {
    const prior = Float32Array.from({ length: ITEMS }, (_, i) => -i / 8);
    for (const changes of [{}, { candidates: ITEMS }]) {
      const sampler = new CandidateSampler({ ...items, prior }, options(changes));
      const sampled = sampler.draw([3, 3], seeded(1));
      expect([...sampled.prior]).toEqual(Array.from(sampled.rows, (row) => prior[row]));
      expect(sampler.priorOf(9)).toBe(prior[9]);
    }
  });

  it.each([
    ['uniform draws alone', { candidates: 12, subclassShare: 0 }],
    ['subclass draws among them', { candidates: 20, subclassShare: 0.5 }],
    ['most of the catalogue', { candidates: 45, subclassShare: 0.2 }],
  ])('corrects by the exact sampling probability: %s', (_, changes) => {
    const positives = [7, 7, 49, 3];
    const sampler = new CandidateSampler(items, options(changes));
    const random = seeded(4);
    const times = 6000;
    const seen = new Float64Array(ITEMS);
    const said = new Float64Array(ITEMS).fill(Number.NaN);
    for (let i = 0; i < times; i++) {
      const { rows, logQ } = sampler.draw(positives, random);
      rows.forEach((row, c) => {
        seen[row]! += 1 / times;
        said[row] = Math.exp(logQ![c]!);
      });
    }
    for (let item = 0; item < ITEMS; item++) {
      const p = said[item]!;
      // Five standard errors.
      expect(Math.abs(p - seen[item]!)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / times) + 1e-6);
    }
  });

  it('makes the sum over sampled candidates an unbiased estimate of the sum over the catalogue', () => {
    const weight = (item: number): number => Math.exp(Math.sin(item) * 2);
    const whole = Array.from({ length: ITEMS }, (_, i) => weight(i)).reduce((a, b) => a + b);
    const sampler = new CandidateSampler(items, options({ subclassShare: 0.4 }));
    const random = seeded(8);
    const estimates = Array.from({ length: 4000 }, () => {
      const { rows, logQ } = sampler.draw([1, 20, 21, 33], random);
      return rows.reduce((sum, row, c) => sum + weight(row) / Math.exp(logQ![c]!), 0);
    });
    const mean = estimates.reduce((a, b) => a + b) / estimates.length;
    const deviation = Math.sqrt(estimates.reduce((sum, x) => sum + (x - mean) ** 2, 0) / estimates.length);
    expect(deviation).toBeGreaterThan(0.5);
    expect(Math.abs(mean - whole)).toBeLessThan((5 * deviation) / Math.sqrt(estimates.length));
  });

  it('draws without positives too', () => {
    const { rows, logQ } = new CandidateSampler(items, options()).draw([], seeded(1));
    expect(rows.length).toBe(20);
    for (const x of logQ!) expect(x).toBeCloseTo(Math.log(20 / ITEMS), 5);
  });
});
