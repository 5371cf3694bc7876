import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSpace, DEFAULT_SPACE, drawChanges, type SearchSpace } from './search-space.js';

const SPACE: SearchSpace = {
  learningRate: { log: [0.001, 0.1] },
  batchSize: { choice: [8, 16] },
  cuts: { integer: [1, 3] },
  'size.dropout': { uniform: [0, 0.5] },
  'size.layers': { choice: [1, 2] },
};

describe('drawChanges', () => {
  it('draws every field within its dimension, and the same for the same seed and trial', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(1000), (seed, trial) => {
        const changes = drawChanges(SPACE, seed, trial) as {
          learningRate: number;
          batchSize: number;
          cuts: number;
          size: { dropout: number; layers: number };
        };
        expect(changes).toEqual(drawChanges(SPACE, seed, trial));
        expect(changes.learningRate).toBeGreaterThanOrEqual(0.001);
        expect(changes.learningRate).toBeLessThanOrEqual(0.1);
        expect([8, 16]).toContain(changes.batchSize);
        expect([1, 2, 3]).toContain(changes.cuts);
        expect(changes.size.dropout).toBeLessThanOrEqual(0.5);
        expect([1, 2]).toContain(changes.size.layers);
      }),
    );
  });

  it('spreads a logarithmic dimension over its decades, and other trials elsewhere', () => {
    const rates = Array.from({ length: 400 }, (_, trial) => drawChanges(SPACE, 1, trial)['learningRate'] as number);
    expect(new Set(rates).size).toBeGreaterThan(200);
    const low = rates.filter((rate) => rate < 0.01).length;
    // Half of 400, give or take four standard errors.
    expect(Math.abs(low - 200)).toBeLessThan(40);
  });
});

describe('checkSpace', () => {
  it('takes the default space', () => {
    expect(checkSpace(DEFAULT_SPACE)).toBe(DEFAULT_SPACE);
  });

  it.each([
    ['a field that no recipe has', { speed: { choice: [1] } }, 'speed'],
    ['a nested one', { 'size.colour': { choice: [1] } }, 'size.colour'],
    ['an impossible value', { batchSize: { choice: [8, 0] } }, 'batchSize'],
    ['no dimension', { epochs: 3 }, 'epochs'],
    ['two dimensions', { epochs: { choice: [1], integer: [1, 2] } }, 'epochs'],
    ['an unknown dimension', { epochs: { normal: [1, 2] } }, 'epochs'],
    ['a range the wrong way', { learningRate: { log: [1, 0.1] } }, 'learningRate'],
    ['the logarithm of 0', { deltaLearningRate: { log: [0, 1] } }, 'deltaLearningRate'],
    ['parts of whole numbers', { epochs: { integer: [1.5, 2] } }, 'epochs'],
    ['a list', [], 'space'],
  ])('%s is refused by its path', (_, space, field) => {
    expect(() => checkSpace(space)).toThrow(expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field }));
  });
});
