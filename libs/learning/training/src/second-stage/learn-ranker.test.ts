import { SecondStageNetwork } from '@stars/inference';
import { createRandom } from '@stars/model';
import type { SecondStageWeights } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { baseColumns } from './base-score.js';
import { FEWEST_SESSIONS, learnRanker } from './learn-ranker.js';
import type { UserExample } from './second-stage-examples.js';
import { SECOND_STAGE_DEFAULTS } from './second-stage-recipe.js';

const NAMES = [
  'own count, decay 90 days, and popularity',
  'sessions',
  'own evidence, 30 days, by how often it ends in a purchase',
  'own due by mean interval',
];
const [OWN, , SEEN, DUE] = [0, 1, 2, 3] as const;
const CANDIDATES = 12;
const RECIPE = { ...SECOND_STAGE_DEFAULTS, hidden: 8, batchSize: 16, epochs: 6, learningRate: 0.01 };

type Score = (column: (place: number) => number) => number;

/** Noise in every column; a candidate is purchased with its share of the softmax over these scores. */
function planted(sessions: number, score: Score, seed: number): UserExample[] {
  const random = createRandom(seed);
  return Array.from({ length: sessions }, (_, n): UserExample => {
    const features = Float16Array.from({ length: CANDIDATES * NAMES.length }, () => 4 * random() - 2);
    const gumbel = (): number => -Math.log(-Math.log(random()));
    const scores = Array.from(
      { length: CANDIDATES },
      (_, c) => score((f) => features[c * NAMES.length + f]!) + gumbel(),
    );
    return {
      features,
      purchased: Int32Array.of(scores.indexOf(Math.max(...scores))),
      candidates: CANDIDATES,
      user: Math.floor(n / 4),
      session: `${n}`,
    };
  });
}

const learn = (examples: readonly UserExample[], seed = 1) =>
  learnRanker(examples, { names: NAMES, of: 'all', recipe: RECIPE, seed });

function shareFirst(weights: SecondStageWeights, examples: readonly UserExample[]): number {
  const network = new SecondStageNetwork(weights);
  const right = examples.filter(({ features, purchased }) => {
    const scores = network.score(Float32Array.from(features), CANDIDATES);
    return scores.indexOf(Math.max(...scores)) === purchased[0];
  });
  return right.length / examples.length;
}

/** What the base says by its prior, and what it cannot say. */
const priorOf = (f: number): number => baseColumns('all', NAMES).find(({ name }) => name === NAMES[f])!.weight;
const byBase: Score = (column) => priorOf(OWN) * column(OWN) + priorOf(SEEN) * column(SEEN);
const byBend: Score = (column) => 0.6 * column(OWN) + 3 * Math.abs(column(DUE));

describe('learnRanker', () => {
  it('ranks by the base with few sessions, and counts what they say', async () => {
    const turned: Score = (column) => 3 * column(SEEN) - column(OWN);
    const { weights, trust } = await learn(planted(FEWEST_SESSIONS - 1, turned, 1));
    expect(trust).toBe(0);
    expect([...weights.linear].map((weight) => weight !== 0)).toEqual([true, false, true, false]);
    expect(weights.linear[SEEN]! / weights.deviation[SEEN]!).toBeGreaterThan(priorOf(SEEN) + 0.2);
    expect(weights.linear[OWN]!).toBeLessThan(0);
  });

  it('ranks by the prior with no session at all', async () => {
    const { weights } = await learn([]);
    const unscaled = [...weights.linear].map((weight, f) => weight / weights.deviation[f]!);
    expect(unscaled.map((x) => Number(x.toFixed(3)))).toEqual([priorOf(OWN), 0, priorOf(SEEN), 0]);
    expect(shareFirst(weights, planted(200, byBase, 2))).toBeGreaterThan(1.5 / CANDIDATES);
  });

  it('does not trust a network that has nothing to add', async () => {
    const { weights, trust } = await learn(planted(2 * FEWEST_SESSIONS, byBase, 3));
    expect(trust).toBe(0);
    expect(weights.last.every((weight) => weight === 0)).toBe(true);
  });

  it('does not trust what one user alone taught', async () => {
    const ofOne = planted(FEWEST_SESSIONS, byBend, 4).map((example) => ({ ...example, user: 7 }));
    expect((await learn(ofOne)).trust).toBe(0);
  });

  it('trusts one that has', async () => {
    const { weights, trust } = await learn(planted(3 * FEWEST_SESSIONS, byBend, 5));
    expect(trust).toBeGreaterThan(0.5);
    const test = planted(200, byBend, 6);
    const simple = await learn(planted(FEWEST_SESSIONS - 1, byBend, 5));
    expect(shareFirst(weights, test)).toBeGreaterThan(shareFirst(simple.weights, test) + 0.15);
  });

  it.each([
    ['nothing to add', byBase, 0],
    ['something to add', byBend, 1],
  ])('asks sessions apart about many moments of few sessions: %s', async (_, score, trusted) => {
    const moments = planted(3_000, score, 8).map((example, n) => ({ ...example, session: `${Math.floor(n / 8)}` }));
    expect((await learn(moments)).trust).toBe(trusted);
  });

  it('gives the same bits for the same examples and seed', async () => {
    const once = () => learn(planted(FEWEST_SESSIONS, byBend, 7), 3);
    expect(await once()).toEqual(await once());
  });
});
