import { createRandom } from '@stars/model';
import { expect, it } from 'vitest';
import { baseColumns, fitBaseScore } from './base-score.js';
import type { UserExample } from './second-stage-examples.js';

const NAMES = [
  'own count, decay 90 days, and popularity',
  'log return rate of what was had',
  'popularity of the highest, 7 days',
];
const COLUMNS = baseColumns('all', NAMES);
/** The first column is given in halves. */
const DIVIDED = Float32Array.of(2, 1, 1);
const [SIZE, CANDIDATES] = [3, 60] as const;

/** The purchased candidate is the best by `truth`; most values are those of "never", as in a log. */
function planted(sessions: number, truth: readonly number[], seed: number): UserExample[] {
  const random = createRandom(seed);
  return Array.from({ length: sessions }, (_, user) => {
    const features = Float16Array.from({ length: CANDIDATES * SIZE }, () =>
      random() < 0.8 ? -6.9 : -6.9 + 11 * random(),
    );
    const scores = scoresOf(features, truth);
    const purchased = Int32Array.of(scores.indexOf(Math.max(...scores)));
    return { features, purchased, candidates: CANDIDATES, user, session: `${user}` };
  });
}

const scoresOf = (features: Float16Array, weights: readonly number[]): number[] =>
  Array.from({ length: CANDIDATES }, (_, row) =>
    weights.reduce((sum, weight, k) => sum + weight * features[row * SIZE + k]!, 0),
  );

function lossOf(examples: readonly UserExample[], weights: readonly number[]): number {
  const penalty = COLUMNS.reduce((sum, { weight, spread }, k) => {
    const away = weights[k]! / DIVIDED[k]! - weight;
    return sum + (away / spread) ** 2 / 2;
  }, 0);
  return examples.reduce((sum, { features, purchased }) => {
    const scores = scoresOf(features, weights);
    const top = Math.max(...scores);
    return sum + top + Math.log(scores.reduce((mass, x) => mass + Math.exp(x - top), 0)) - scores[purchased[0]!]!;
  }, penalty);
}

it.each([
  [[3, 3.6, 2.8], 40],
  [[-3.8, -2.2, 3.7], 200],
  [[0.4, 2.9, 2.3], 400],
])('finds the weights with the least loss, also where columns say all: %j, %i sessions', (truth, sessions) => {
  const examples = planted(sessions, truth, 1);
  const weights = [...fitBaseScore(examples, NAMES, 'all', DIVIDED)];
  const least = lossOf(examples, weights);
  for (const k of weights.keys()) {
    for (const change of [-0.05, 0.05]) {
      expect(lossOf(examples, weights.with(k, weights[k]! + change))).toBeGreaterThan(least);
    }
  }
});

it('keeps the prior where few sessions say nothing else, and moves where they do', () => {
  const prior = COLUMNS.map(({ weight }, k) => weight * DIVIDED[k]!);
  const farthest = (examples: readonly UserExample[]): number => {
    const weights = fitBaseScore(examples, NAMES, 'all', DIVIDED);
    return Math.max(...COLUMNS.map(({ weight }, k) => Math.abs(weights[k]! / DIVIDED[k]! - weight)));
  };
  // Purchases by chance, as the prior expects them.
  const expected = [1, 2, 3, 4, 5, 6].map((seed) => {
    const random = createRandom(seed);
    return planted(30, prior, seed).map((example) => {
      const masses = scoresOf(example.features, prior).map(Math.exp);
      const at = random() * masses.reduce((sum, mass) => sum + mass, 0);
      const drawn = masses.findIndex((_, n) => masses.slice(0, n + 1).reduce((sum, mass) => sum + mass, 0) >= at);
      return { ...example, purchased: Int32Array.of(drawn) };
    });
  });
  expect(farthest([])).toBeLessThan(1e-6);
  expect(expected.filter((examples) => farthest(examples) < 0.02).length).toBeGreaterThanOrEqual(4);
  expect(farthest(planted(30, [3, -3, 3], 1))).toBeGreaterThan(0.2);
});
