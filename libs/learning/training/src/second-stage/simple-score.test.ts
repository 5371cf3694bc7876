import { createRandom } from '@stars/model';
import { expect, it } from 'vitest';
import type { SecondStageExample } from './second-stage-examples.js';
import { fitSimpleScore } from './simple-score.js';

const NAMES = [
  'own count, decay 90 days, and popularity',
  'similarity to items bought before',
  'own evidence since the last purchase, decay 7 days',
];
const DEFAULTS = [0.9, 0.2, 0.2];
const [SIZE, CANDIDATES, RIDGE] = [3, 60, 20] as const;

/** The purchased candidate is the best by `truth`; most values are those of "never", as in a log. */
function planted(sessions: number, truth: readonly number[], seed: number): SecondStageExample[] {
  const random = createRandom(seed);
  return Array.from({ length: sessions }, () => {
    const features = Float16Array.from({ length: CANDIDATES * SIZE }, () =>
      random() < 0.8 ? -6.9 : -6.9 + 11 * random(),
    );
    const scores = scoresOf(features, truth);
    return { features, purchased: Int32Array.of(scores.indexOf(Math.max(...scores))), candidates: CANDIDATES };
  });
}

const scoresOf = (features: Float16Array, weights: readonly number[]): number[] =>
  Array.from({ length: CANDIDATES }, (_, row) =>
    weights.reduce((sum, weight, k) => sum + weight * features[row * SIZE + k]!, 0),
  );

function lossOf(examples: readonly SecondStageExample[], weights: readonly number[]): number {
  const penalty = weights.reduce((sum, weight, k) => sum + (RIDGE / 2) * (weight - DEFAULTS[k]!) ** 2, 0);
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
  const weights = [...fitSimpleScore(examples, NAMES, 'fresh')];
  const least = lossOf(examples, weights);
  for (const k of weights.keys()) {
    for (const change of [-0.05, 0.05]) {
      expect(lossOf(examples, weights.with(k, weights[k]! + change))).toBeGreaterThan(least);
    }
  }
});
