import { describe, expect, it } from 'vitest';
import { rowBlocks, rowLabels } from './row-labels.js';
import { tf } from './tf.js';

const targets = {
  rows: 3,
  pairs: Int32Array.of(0, 1, 2, 0, 0, 3, 2, 2),
  weights: Float32Array.of(0.5, 0.25, 0.5, 0.75),
};
/** Row 0 had 3 and an item that is no candidate, row 1 had 0, row 2 had 1 and 2. */
const had = Int32Array.of(-1, 3, 0, -1, 1, 2);

describe('blocks of rows', () => {
  it('have the pairs of their rows, and the place of a positive among what its user had', () => {
    expect(rowBlocks(targets, 2, had)).toEqual([
      {
        from: 0,
        rows: 2,
        pairs: Int32Array.of(0, 1, 0, 3),
        weights: Float32Array.of(0.5, 0.5),
        places: Int32Array.of(-1, 1),
      },
      {
        from: 2,
        rows: 1,
        pairs: Int32Array.of(0, 0, 0, 2),
        weights: Float32Array.of(0.25, 0.75),
        places: Int32Array.of(-1, 1),
      },
    ]);
  });

  it('can have no pair', () => {
    const [, second] = rowBlocks(targets, 1, undefined);
    expect(second).toEqual({
      from: 1,
      rows: 1,
      pairs: new Int32Array(0),
      weights: new Float32Array(0),
      places: new Int32Array(0),
    });
  });
});

describe('labels', () => {
  // Four candidates, then the two items that the user had.
  const logits = (rho: number): number[] => [0.1, -0.4, 0.2, 0.7, -0.3, rho];
  const labelsOf = (rho: number): { labels: number[]; excess: number } => {
    const [block] = rowBlocks(targets, 1, had);
    const { labels, excess } = rowLabels(tf.tensor2d([logits(rho)]), block!, 4);
    return { labels: [...labels.dataSync()], excess: excess!.dataSync()[0]! };
  };

  it('are the weights, without any excess, if no positive is one that its user had', () => {
    const [block] = rowBlocks(targets, 1, undefined);
    const { labels, excess } = rowLabels(tf.tensor2d([logits(0)]), block!, 4);
    expect([...labels.dataSync()]).toEqual([0, 0.5, 0, 0.5, 0, 0]);
    expect(excess).toBeUndefined();
  });

  it.each([0.7, 2, -3])('are shared between both scores of a positive, ρ = %d', (rho) => {
    const { labels, excess } = labelsOf(rho);
    const share = Math.exp(rho) / (Math.exp(rho) + Math.exp(0.7));
    [0, 0.5, 0, 0.5 * (1 - share), 0, 0.5 * share].forEach((label, j) => {
      expect(labels[j]!).toBeCloseTo(label, 6);
    });
    const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
    expect(excess).toBeCloseTo(0.5 * entropy, 6);
  });

  it.each([40, -40])('of a positive stay above zero, ρ = %d: a label of zero is that of a negative', (rho) => {
    const { labels, excess } = labelsOf(rho);
    expect(labels[3]!).toBeGreaterThan(0);
    expect(labels[3]! + labels[5]!).toBeCloseTo(0.5, 6);
    // What a cross entropy with these labels has too much: −Σ label·logit less −weight·log(e^s + e^ρ).
    const tooMuch = -labels[3]! * 0.7 - labels[5]! * rho + 0.5 * Math.log(Math.exp(0.7) + Math.exp(rho));
    expect(excess).toBeCloseTo(tooMuch, 5);
  });
});
