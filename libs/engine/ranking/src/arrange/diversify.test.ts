import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiversityRule, diversify } from './diversify.js';
import { MarginalNovelty, VolumeNovelty } from './novelty.js';
import { PairwiseCosines } from './pairwise-cosines.js';
import { relevanceKept } from './relevance.js';
import { seededRandom } from './seeded-random.js';

const rule = (changes: Partial<DiversityRule>): DiversityRule => ({
  method: 'mmr',
  strength: 0.5,
  relevanceBudget: 1,
  ...changes,
});

/** Items of a few kinds, best first; those of a kind are similar. */
function kinds(n: number, count: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  const centres = Array.from({ length: count }, () => Float32Array.from({ length: 8 }, () => random() * 2 - 1));
  // The best of the ranking are of one kind, as in a search.
  return Array.from({ length: n }, (_, place) => {
    const centre = centres[place < n / 2 ? 0 : Math.floor(random() * count)]!;
    return centre.map((x) => x + 0.1 * (random() - 0.5));
  });
}

/** Mean of 1 − cosine over the pairs of a list. */
function distance(vectors: readonly Float32Array[], list: readonly number[]): number {
  const likeness = new PairwiseCosines(vectors);
  const pairs = list.flatMap((a) => list.filter((b) => b < a).map((b) => 1 - likeness.row(a)[b]!));
  return pairs.reduce((sum, one) => sum + one, 0) / pairs.length;
}

describe.each(['mmr', 'dpp'] as const)('diversify by %s', (method) => {
  it('is the ranking if the strength or the budget is 0', () => {
    const vectors = kinds(30, 3, 1);
    const asRanked = vectors.map((_, place) => place);
    expect(diversify(vectors, 10, rule({ method, strength: 0 }))).toEqual(asRanked);
    expect(diversify(vectors, 10, rule({ method, strength: 1, relevanceBudget: 0 }))).toEqual(asRanked);
  });

  it('leaves no item out, has no item twice, and keeps to its budget', () => {
    const asked = fc.record({
      n: fc.integer({ min: 1, max: 40 }),
      k: fc.integer({ min: 1, max: 20 }),
      strength: fc.double({ min: 0, max: 1, noNaN: true }),
      relevanceBudget: fc.double({ min: 0, max: 1, noNaN: true }),
      seed: fc.nat(),
      missing: fc.nat(4),
    });
    fc.assert(
      fc.property(asked, ({ n, k, seed, missing, ...changes }) => {
        const vectors = kinds(n, 4, seed).map((vector, place) => (place % 5 < missing ? undefined : vector));
        const list = diversify(vectors, k, rule({ method, ...changes }));
        expect([...list].sort((a, b) => a - b)).toEqual(vectors.map((_, place) => place));
        expect(relevanceKept(list.slice(0, k))).toBeGreaterThanOrEqual(1 - changes.relevanceBudget);
      }),
    );
  });

  it('spreads a list whose best items are all similar, more for more strength, and for more budget', () => {
    const [none, some, all, cheap, weak] = [0, 0.3, 1, 1, 0.05].map((strength, which) => {
      const relevanceBudget = [1, 1, 1, 0.05, 0.05][which]!;
      let sum = 0;
      for (let seed = 0; seed < 20; seed++) {
        const vectors = kinds(60, 6, seed);
        sum += distance(vectors, diversify(vectors, 10, rule({ method, strength, relevanceBudget })).slice(0, 10));
      }
      return sum;
    }) as [number, number, number, number, number];
    expect(some).toBeGreaterThan(1.5 * none);
    expect(all).toBeGreaterThan(some);
    expect(cheap).toBeGreaterThan(none);
    expect(all).toBeGreaterThan(cheap);
    // More strength than the budget allows gains no less.
    expect(cheap).toBeGreaterThanOrEqual(0.97 * weak);
  });

  it('treats an item without a vector as neither similar nor different', () => {
    const same = Float32Array.of(1, 0);
    // Two copies, one that is different, one without a vector.
    const list = diversify([same, same, undefined, Float32Array.of(0, 1)], 2, rule({ method, strength: 0.9 }));
    expect(list.slice(0, 2)).toEqual([0, 3]);
    expect(diversify([undefined, undefined, undefined], 3, rule({ method, strength: 1 }))).toEqual([0, 1, 2]);
  });
});

describe('novelty', () => {
  const directions = [
    [1, 0, 0],
    [0.6, 0.8, 0],
    [0, 0.6, 0.8],
    [-1, 0, 0],
  ].map((values) => Float32Array.from(values));
  const likeness = new PairwiseCosines(directions);

  it('of the margin is one minus the largest cosine with what is placed', () => {
    const novelty = new MarginalNovelty(likeness);
    expect(novelty.measure(1)).toBe(1);
    novelty.place(0);
    [0, 0.4, 1, 2].forEach((value, candidate) => {
      expect(novelty.measure(candidate)).toBeCloseTo(value, 6);
    });
    novelty.place(2);
    expect(novelty.measure(1)).toBeCloseTo(0.4, 6);
  });

  it('of the volume is the growth of the determinant', () => {
    const kernel = directions.map((_, a) => Array.from(likeness.row(a), (cosine) => (1 + cosine) / 2));
    const novelty = new VolumeNovelty(likeness);
    const placed: number[] = [];
    for (const next of [1, 3, 0]) {
      const before = determinant(kernel, placed);
      for (const candidate of [0, 1, 2, 3].filter((one) => !placed.includes(one))) {
        const growth = determinant(kernel, [...placed, candidate]) / before;
        expect(novelty.measure(candidate)).toBeCloseTo(Math.log(Math.max(1e-6, growth)), 4);
      }
      novelty.place(next);
      placed.push(next);
    }
  });
});

/** Of the rows and columns named, by Laplace's expansion. */
function determinant(matrix: readonly number[][], rows: readonly number[], columns: readonly number[] = rows): number {
  if (rows.length === 0) return 1;
  const [first, ...rest] = rows;
  return columns.reduce(
    (sum, column, at) =>
      sum + (-1) ** at * matrix[first!]![column]! * determinant(matrix, rest, columns.toSpliced(at, 1)),
    0,
  );
}

describe('relevanceKept', () => {
  it('is the DCG of a list, by rank, over that of the ranking', () => {
    const d = (place: number): number => 1 / Math.log2(place + 2);
    expect(relevanceKept([0, 1, 2])).toBe(1);
    expect(relevanceKept([])).toBe(1);
    expect(relevanceKept([5, 0])).toBeCloseTo((d(5) * d(0) + d(0) * d(1)) / (d(0) ** 2 + d(1) ** 2), 12);
  });
});
