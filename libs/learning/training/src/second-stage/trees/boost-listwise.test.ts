import { createRandom } from '@stars/model';
import { TreeScorer } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import type { SecondStageExample } from '../second-stage-examples.js';
import { BOOST_DEFAULTS, type BoostProgress, boostListwise } from './boost-listwise.js';

const FEATURES = 4;
const SMALL = { ...BOOST_DEFAULTS, trees: 40, sessionShare: 1, columnShare: 1, leastRows: 5, leastWeight: 0.1, l2: 1 };

/** Purchased are candidates with a high first and a middle second column; the others are noise. */
function examples(sessions: number, seed: number): SecondStageExample[] {
  const random = createRandom(seed);
  return Array.from({ length: sessions }, () => {
    const candidates = 6 + Math.floor(6 * random());
    const features = Float16Array.from({ length: candidates * FEATURES }, (_, at) =>
      at % FEATURES === 3 ? 1 : random(),
    );
    const worth = (c: number): number => features[c * FEATURES]! - 3 * Math.abs(features[c * FEATURES + 1]! - 0.5);
    const best = Array.from({ length: candidates }, (_, c) => c).sort((a, b) => worth(b) - worth(a));
    return { features, purchased: Int32Array.from(best.slice(0, 2).sort((a, b) => a - b)), candidates };
  });
}

const trained = async (of: readonly SecondStageExample[], seed = 1, recipe = SMALL, signal?: AbortSignal) => {
  const reports: BoostProgress[] = [];
  const trees = await boostListwise(of, FEATURES, recipe, seed, (progress) => reports.push(progress), signal);
  return { trees, reports };
};

describe('boostListwise', () => {
  it('learns what is purchased, also by a column whose middle counts, and reports the loss', async () => {
    const { trees, reports } = await trained(examples(300, 1));
    expect(reports.map(({ tree }) => tree)).toEqual(Array.from({ length: SMALL.trees }, (_, n) => n + 1));
    // Before the first tree every candidate is as likely as any other.
    const even = examples(300, 1).reduce((sum, { candidates }) => sum + Math.log(candidates), 0) / 300;
    expect(reports[0]!.loss).toBeCloseTo(even, 4);
    expect(reports.at(-1)!.loss).toBeLessThan(0.75 * even);
    const scorer = new TreeScorer(trees, FEATURES);
    const first = examples(200, 2).filter(({ features, candidates, purchased }) => {
      const scores = scorer.score(Float32Array.from(features), candidates);
      return purchased.includes(scores.indexOf(Math.max(...scores)));
    });
    expect(first.length).toBeGreaterThan(150);
  });

  it('scores with the stored trees as it did while it learned', async () => {
    const of = examples(120, 3);
    const { trees, reports } = await trained(of);
    const more = await boostListwise(of, FEATURES, { ...SMALL, trees: SMALL.trees + 1 }, 1, (progress) =>
      reports.push(progress),
    );
    // The loss before one more tree, computed again from the first ones.
    const scorer = new TreeScorer(trees, FEATURES);
    let [loss, total] = [0, 0];
    for (const { features, candidates, purchased } of of) {
      const scores = scorer.score(Float32Array.from(features), candidates);
      const sum = scores.reduce((all, score) => all + Math.exp(score), 0);
      for (const place of purchased) loss -= (scores[place]! - Math.log(sum)) / Math.sqrt(purchased.length);
      total += Math.sqrt(purchased.length);
    }
    expect(reports.at(-1)!.loss).toBeCloseTo(loss / total, 4);
    expect([...more.feature.subarray(0, trees.feature.length)]).toEqual([...trees.feature]);
  });

  it('gives the same trees for the same seed, others for another, and never splits by a constant column', async () => {
    const of = examples(100, 4);
    const drawn = { ...SMALL, sessionShare: 0.5 };
    const [a, b, c] = [await trained(of, 1, drawn), await trained(of, 1, drawn), await trained(of, 2, drawn)];
    expect(a.trees).toEqual(b.trees);
    expect(a.trees).not.toEqual(c.trees);
    expect([...a.trees.feature]).not.toContain(3);
  });

  it('stops at an abort', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(trained(examples(20, 5), 1, SMALL, abort.signal)).rejects.toThrow('enough');
  });
});
