import { seededRandom } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { bootstrapMeans, mean, pairedDifference, percentile, userMacroMean } from './bootstrap.js';

/** 200 users with 1 to 5 sessions each; every session of a user has the user's own value. */
function clustered() {
  const random = seededRandom(3);
  const users: number[] = [];
  const values: number[] = [];
  for (let user = 0; user < 200; user++) {
    const value = random() < 0.5 ? 0 : 1;
    for (let n = 0; n < 1 + (user % 5); n++) {
      users.push(user * 17);
      values.push(value);
    }
  }
  return { users, values: Float64Array.from(values) };
}

describe('bootstrapMeans', () => {
  it('spans the mean about as widely as theory says for clustered sessions', () => {
    const { users, values } = clustered();
    const [[low, high]] = bootstrapMeans(users, [values], { resamples: 2000, seed: 1 }) as [[number, number]];
    const m = mean(values);
    const perUser = new Map<number, number>();
    users.forEach((user, n) => {
      perUser.set(user, (perUser.get(user) ?? 0) + values[n]! - m);
    });
    // Linearised variance of a ratio: the users' summed residuals.
    const error = Math.sqrt([...perUser.values()].reduce((sum, r) => sum + r * r, 0)) / values.length;
    expect(low).toBeLessThan(m);
    expect(high).toBeGreaterThan(m);
    expect((high - low) / (2 * 1.96 * error)).toBeCloseTo(1, 1);
    const independent = 2 * 1.96 * Math.sqrt((m * (1 - m)) / values.length);
    expect(high - low).toBeGreaterThan(1.5 * independent);
  });

  it('repeats itself for a seed, and differs for another', () => {
    const { users, values } = clustered();
    const run = (seed: number) => bootstrapMeans(users, [values], { seed })[0];
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });
});

describe('pairedDifference', () => {
  it('is exactly zero between a ranker and itself', () => {
    const { users, values } = clustered();
    expect(pairedDifference(users, values, values)).toEqual({ mean: 0, ci95: [0, 0] });
  });

  it('is narrower than the difference of two unpaired intervals', () => {
    const { users, values } = clustered();
    const better = values.map((value) => value + 0.01);
    const { mean: difference, ci95 } = pairedDifference(users, better, values);
    expect(difference).toBeCloseTo(0.01, 12);
    expect(ci95[0]).toBeCloseTo(0.01, 12);
    expect(ci95[1]).toBeCloseTo(0.01, 12);
  });
});

describe('percentile', () => {
  it('interpolates linearly between order statistics', () => {
    const sorted = Float64Array.of(1, 2, 4, 8);
    expect(percentile(sorted, 0)).toBe(1);
    expect(percentile(sorted, 0.5)).toBe(3);
    expect(percentile(sorted, 0.975)).toBeCloseTo(7.7, 12);
    expect(percentile(sorted, 1)).toBe(8);
  });
});

describe('userMacroMean', () => {
  it('gives every user one vote', () => {
    expect(userMacroMean([9, 9, 9, 4], Float64Array.of(0, 0, 0, 1))).toBe(0.5);
  });
});
