import { SeededRandom } from '@stars/datasets/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceDivergence, type DriftSettings, driftOf, driftReason, jensenShannon } from './drift.js';

const counts = (of: Record<string, number>) => new Map(Object.entries(of));

describe('divergence', () => {
  it('is 0 of one distribution, 1 of two that share nothing, and known in between', () => {
    expect(jensenShannon(counts({ a: 1, b: 3 }), counts({ a: 10, b: 30 }))).toBeCloseTo(0, 12);
    expect(jensenShannon(counts({ a: 5 }), counts({ b: 1, c: 1 }))).toBeCloseTo(1, 12);
    // H(3/4, 1/4) - H(1/2, 1/2)/2, by hand.
    expect(jensenShannon(counts({ a: 1 }), counts({ a: 1, b: 1 }))).toBeCloseTo(0.3112781, 6);
    expect(jensenShannon(counts({}), counts({ a: 1 }))).toBe(0);
  });

  it('lies in [0, 1], and is symmetric', () => {
    const sample = fc.dictionary(fc.constantFrom(...'abcdef'), fc.nat(1000)).map(counts);
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        const divergence = jensenShannon(one, other);
        expect(divergence).toBeGreaterThanOrEqual(0);
        expect(divergence).toBeLessThanOrEqual(1);
        expect(divergence).toBeCloseTo(jensenShannon(other, one), 12);
      }),
    );
  });

  it('of two samples of one distribution is the expected value by chance', () => {
    const random = new SeededRandom(3);
    const draw = (size: number) => {
      const drawn = new Map<string, number>();
      for (let i = 0; i < size; i++) {
        const key = `k${random.below(40)}`;
        drawn.set(key, (drawn.get(key) ?? 0) + 1);
      }
      return drawn;
    };
    const rounds = Array.from({ length: 200 }, () => [draw(4000), draw(800)] as const);
    const mean = (of: (round: (typeof rounds)[number]) => number) => rounds.reduce((sum, r) => sum + of(r), 0) / 200;
    const [measured, expected] = [mean(([a, b]) => jensenShannon(a, b)), mean(([a, b]) => chanceDivergence(a, b))];
    expect(Math.abs(measured / expected - 1)).toBeLessThan(0.1);
    expect(mean(([a, b]) => driftOf(a, b, 0).divergence)).toBeLessThan(expected / 3);
  });
});

describe('drift', () => {
  const settings: DriftSettings = { divergence: 0.1, unseen: 0.2, fewestEvents: 100, windowMs: 1 };

  it.each([
    [{ events: 1000, divergence: 0.05, unseen: 0.1 }, undefined],
    [{ events: 1000, divergence: 0.1, unseen: 0 }, /diverge .* by 0\.100 bits, 0\.1 is the limit/],
    [{ events: 1000, divergence: 0, unseen: 0.25 }, /25\.0% of recent events are on items .* 20% is the limit/],
    [{ events: 99, divergence: 1, unseen: 1 }, undefined],
  ])('of %j calls for a training: %s', (drift, why) => {
    if (why) expect(driftReason(drift, settings)).toMatch(why);
    else expect(driftReason(drift, settings)).toBeUndefined();
    expect(driftReason(drift, { ...settings, divergence: 0, unseen: 0 })).toBeUndefined();
  });
});
