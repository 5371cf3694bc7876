import { COLD_START, LEARNED, LIVE_COLD_START } from '@stars/ranking';
import { expect, test } from 'vitest';
import { coldStartGroups } from './cold-start-groups.js';

/** Sixty learned items, sixty cold-start items and sixty with a live signal; the first of each have the best scores. */
const candidates = Int32Array.from({ length: 180 }, (_, n) => 100 + n);
const kinds = Uint8Array.from(candidates, (_, n) => [LEARNED, COLD_START, LIVE_COLD_START][n % 3]!);
const scores = Float32Array.from(candidates, (_, n) => -n / 100);

test('the best learned items compete with as many of the best cold-start items', () => {
  // Two learned items and one with a live signal were purchased; a fourth item is too far behind to compete.
  const purchased = new Set([100, 103, 105, 279]);
  const groups = coldStartGroups({ candidates, kinds }, scores, purchased);
  const massOf = (places: number[]): number => Math.log(places.reduce((sum, n) => sum + Math.exp(scores[n]!), 0));
  const half = [...Array(25).keys()];
  const expected = [
    { weights: [], targets: 2 / 3, logMass: massOf([...Array(50).keys()].map((n) => 3 * n)) },
    { weights: [0], targets: 0, logMass: massOf(half.map((n) => 3 * n + 1)) },
    { weights: [0, 1], targets: 1 / 3, logMass: massOf(half.map((n) => 3 * n + 2)) },
  ];
  expect(groups.map(({ weights, targets }) => ({ weights, targets }))).toEqual(
    expected.map(({ weights, targets }) => ({ weights, targets })),
  );
  groups.forEach(({ logMass }, n) => {
    expect(logMass).toBeCloseTo(expected[n]!.logMass, 5);
  });
});

test('a session without cold-start items, or without a purchase among those that compete, has no other group and no target', () => {
  const learned = { candidates, kinds: new Uint8Array(candidates.length).fill(LEARNED) };
  expect(coldStartGroups(learned, scores, new Set([279]))).toEqual([
    { weights: [], targets: 0, logMass: expect.any(Number) },
  ]);
});
