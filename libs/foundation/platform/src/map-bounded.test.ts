import { describe, expect, it } from 'vitest';
import { mapBounded } from './map-bounded.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('mapBounded', () => {
  it('keeps order and its limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapBounded([3, 1, 2, 0, 1], 2, async (turns, index) => {
      most = Math.max(most, ++running);
      for (let i = 0; i < turns; i++) await turn();
      running--;
      return index * 10;
    });
    expect(results).toEqual([0, 10, 20, 30, 40]);
    expect(most).toBe(2);
  });

  it('starts nothing more after a failure', async () => {
    const started: number[] = [];
    await expect(
      mapBounded([0, 1, 2], 1, async (item) => {
        started.push(item);
        throw new Error('first');
      }),
    ).rejects.toThrow('first');
    expect(started).toEqual([0]);
  });
});
