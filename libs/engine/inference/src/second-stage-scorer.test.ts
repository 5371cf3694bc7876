import { tf } from '@stars/model';
import { TreeScorer } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { SecondStageNetwork } from './second-stage-network.js';
import { SecondStageScorer, TREE_SHARES } from './second-stage-scorer.js';
import { tinySecondStage } from './testing/tiny-second-stage.js';

const { fresh } = tinySecondStage(5);
const features = fresh!.networks[0]!.mean.length;
const rows = Float32Array.from({ length: 4 * features }, (_, at) => Math.sin(at * at));

describe('SecondStageScorer', () => {
  it.each(['all', 'fresh'] as const)(
    'scores %s by the mean of networks and trees, and by networks alone without trees',
    (of) => {
      const scorer = new SecondStageScorer(fresh!, of);
      const network = new SecondStageNetwork(fresh!.networks).score(rows, 4);
      const trees = new TreeScorer(fresh!.trees!, features).score(rows, 4);
      expect(new Set(trees).size).toBeGreaterThan(1);
      scorer.score(rows, 4).forEach((score, row) => {
        expect(score).toBeCloseTo((1 - TREE_SHARES[of]) * network[row]! + TREE_SHARES[of] * trees[row]!, 5);
      });
      expect(new SecondStageScorer({ networks: fresh!.networks }, of).score(rows, 4)).toEqual(network);
    },
  );

  it('refuses trees over other features, and keeps no tensors once disposed of', () => {
    const before = tf.memory().numTensors;
    const feature = fresh!.trees!.feature.map((column) => (column < 0 ? -1 : features));
    expect(() => new SecondStageScorer({ ...fresh!, trees: { ...fresh!.trees!, feature } }, 'all')).toThrow(RangeError);
    const scorer = new SecondStageScorer(fresh!, 'fresh');
    scorer.score(rows, 4);
    scorer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
