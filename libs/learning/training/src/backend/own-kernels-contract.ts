import { AdamW, type Parameters, tf, useOwnKernels } from '@stars/model';
import { droppedOnes, fusedComparison, type LayerShape, layerWithDropout } from '@stars/model/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from './backend.js';

/** What every build of libs/engine/model/native does; `vectors` is the one that the process loads. */
export function ownKernelsContract(vectors: RegExp): void {
  beforeAll(() => {
    expect(startBackend()).toMatchObject({ name: 'cpu', detail: expect.stringMatching(vectors) });
  });

  describe('a fused layer', () => {
    it.each([
      ['blocks of queries and heads of 16', { width: 32, heads: 2, length: 61 }],
      ['heads that fill no vector', { width: 36, heads: 3, length: 30 }],
      ['one short block', { width: 16, heads: 1, length: 3 }],
      ['nobody sees the user', { width: 32, heads: 2, length: 50, parts: { user: false } }],
      ['all equally far', { width: 32, heads: 2, length: 50, parts: { recency: false } }],
      ['much padding', { width: 32, heads: 2, length: 70, tokens: [9] }],
      [
        'short sequences after long ones in the same memory',
        { width: 32, heads: 2, length: 70, batch: 40, tokens: [70, 14, 15, 16, 29, 31, 33, 61, 62, 63] },
      ],
      ['from seconds to decades apart', { width: 32, heads: 2, length: 60, hoursOf: (basket) => 1.9 ** basket / 3600 }],
    ] as [string, LayerShape][])('gives what the plain one gives, and its gradients: %s', (_, shape) => {
      const { own, plain } = both(() => fusedComparison(shape));
      expect([...own.keys()]).toEqual([...plain.keys()]);
      let compared = 0;
      for (const [name, values] of own) {
        const expected = plain.get(name)!;
        expect(values.length, name).toBe(expected.length);
        const scale = Math.max(...expected.map(Math.abs));
        values.forEach((x, i) => {
          if (Math.abs(x - expected[i]!) > 2e-5 * (1 + scale)) expect.fail(`${name}[${i}]: ${x} for ${expected[i]}`);
        });
        if (scale > 1e-3) compared++;
      }
      // The comparison means something: nearly every gradient is far from zero.
      expect(compared).toBeGreaterThan(15);
    });
  });

  describe('dropout within a fused layer', () => {
    it('is a function of the seed', () => {
      const first = layerWithDropout(0.3, 1).value;
      expect(layerWithDropout(0.3, 1).value).toEqual(first);
      expect(layerWithDropout(0.3, 2).value).not.toEqual(first);
    });

    it('drops the given share and keeps the mean', () => {
      const size = 100_000;
      const values = droppedOnes(size, 0.2, 3);
      const kept = values.filter((x) => x !== 0);
      // Six standard errors.
      expect(Math.abs(kept.length / size - 0.8)).toBeLessThan(6 * Math.sqrt((0.2 * 0.8) / size));
      for (const x of kept) expect(x).toBeCloseTo(1 / 0.8, 6);
      // Neighbours are dropped independently.
      const both = values.filter((x, i) => x === 0 && values[i + 1] === 0).length;
      expect(Math.abs(both / size - 0.04)).toBeLessThan(0.004);
    });

    it('has the gradient of the very mask that the forward pass drew', () => {
      const { gradient, numeric } = layerWithDropout(0.3, 5);
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.05);
      gradient.forEach(
        (x, i) => void expect(Math.abs(x - numeric[i]!)).toBeLessThan(0.01 * (1 + Math.abs(numeric[i]!))),
      );
    });
  });

  describe('AdamW', () => {
    const spec = { name: 'weight', shape: [3], group: 'decay', deviation: 0 } as const;
    const gradients = new Map([['weight', [0.1, -0.2, 0.3]]]);
    const slopes = (): Map<string, tf.Tensor> => new Map([...gradients].map(([name, x]) => [name, tf.tensor1d(x)]));

    it('does not change its input values, a clone, or values that were read', () => {
      const given = new Float32Array([1, 2, 3]);
      const parameters: Parameters = new Map([['weight', tf.tensor1d(given)]]);
      const optimiser = new AdamW([{ ...spec, shape: [3] }]);
      optimiser.apply(parameters, slopes(), 0.1, 0);
      expect([...given]).toEqual([1, 2, 3]);
      const clone = tf.clone(parameters.get('weight')!);
      const read = parameters.get('weight')!.dataSync();
      const then = [...read];
      expect(then).not.toEqual([1, 2, 3]);
      for (let step = 0; step < 2; step++) optimiser.apply(parameters, slopes(), 0.1, 0);
      expect([...read]).toEqual(then);
      expect([...clone.dataSync()]).toEqual(then);
      expect([...parameters.get('weight')!.dataSync()]).not.toEqual(then);
    });

    it('makes no new memory from the second step on', () => {
      const parameters: Parameters = new Map([['weight', tf.tensor1d([1, 2, 3])]]);
      const optimiser = new AdamW([{ ...spec, shape: [3] }]);
      optimiser.apply(parameters, slopes(), 0.1, 0);
      const own = parameters.get('weight')!;
      const values = own.dataSync();
      optimiser.apply(parameters, slopes(), 0.1, 0);
      expect(parameters.get('weight')).toBe(own);
      expect(own.dataSync()).not.toEqual(values);
    });
  });
}

/** The same computation on the kernels of libs/engine/model/native and on TensorFlow's own. */
function both<T>(compute: () => T): { own: T; plain: T } {
  const own = compute();
  useOwnKernels(false);
  try {
    return { own, plain: compute() };
  } finally {
    useOwnKernels(true);
  }
}
