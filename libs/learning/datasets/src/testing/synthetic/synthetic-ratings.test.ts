import { describe, expect, it } from 'vitest';
import { ratingsCsv, syntheticRatings } from './synthetic-ratings.js';

describe('syntheticRatings', () => {
  const ratings = syntheticRatings({ users: 200, items: 100, ratings: 15 });

  it('is the same for the same seed only', () => {
    expect(syntheticRatings({ users: 5 })).toEqual(syntheticRatings({ users: 5 }));
    expect(syntheticRatings({ users: 5, seed: 2 })).not.toEqual(syntheticRatings({ users: 5 }));
  });

  it('has each item of a user once, in the order of time, with ties', () => {
    const pairs = ratings.map(({ user, item }) => `${user} ${item}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    const steps = ratings.flatMap(({ user, time }, i) => {
      const before = ratings[i - 1];
      return before?.user === user ? [time - before.time] : [];
    });
    expect(Math.min(...steps)).toBe(0);
    expect(steps.filter((step) => step === 0).length / steps.length).toBeGreaterThan(0.2);
  });

  it('plants sequels: the most frequent successor of an item follows far more often than by chance', () => {
    const after = new Map<number, number[]>();
    ratings.forEach(({ user, item }, i) => {
      const next = ratings[i + 1];
      if (next?.user === user) after.set(item, [...(after.get(item) ?? []), next.item]);
    });
    const shares = [...after.values()]
      .filter((list) => list.length >= 20)
      .map((list) => Math.max(...list.map((item) => list.filter((other) => other === item).length)) / list.length);
    expect(shares.length).toBeGreaterThan(10);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.25);
  });

  it('is written as the usual file', () => {
    expect(ratingsCsv([{ user: 1, item: 2, rating: 4, time: 99 }])).toBe('userId,movieId,rating,timestamp\n1,2,4,99\n');
  });
});
