import { describe, expect, it } from 'vitest';
import { fitReduction, reduceInto } from './content-reduction.js';
import { seeded } from './testing/seeded.js';

const N = 400;

/** n rows of D numbers; the variance of axis i is `variances[i]`, and the axes are then turned in the plane (0, 1). */
function cloud(variances: readonly number[], seed = 1, offset = 3): { rows: Float32Array; width: number } {
  const random = seeded(seed);
  const width = variances.length;
  const rows = new Float32Array(N * width);
  for (let r = 0; r < N; r++) {
    const x = variances.map((variance) => Math.sqrt(12 * variance) * (random() - 0.5));
    const [a, b] = [x[0]!, x[1]!];
    x[0] = (a - b) * Math.SQRT1_2;
    x[1] = (a + b) * Math.SQRT1_2;
    x.forEach((value, i) => {
      rows[r * width + i] = value + offset;
    });
  }
  return { rows, width };
}

function reduced(reduction: ReturnType<typeof fitReduction>, rows: Float32Array): Float32Array {
  const count = rows.length / reduction.inputWidth;
  const out = new Float32Array(count * reduction.width);
  for (let r = 0; r < count; r++) {
    const row = rows.subarray(r * reduction.inputWidth, (r + 1) * reduction.inputWidth);
    reduceInto(reduction, row, out, r * reduction.width);
  }
  return out;
}

function distance(rows: Float32Array, width: number, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += (rows[a * width + i]! - rows[b * width + i]!) ** 2;
  return Math.sqrt(sum);
}

describe('fitReduction', () => {
  it('finds orthonormal components, the one of largest variance first', () => {
    const { rows, width } = cloud([9, 0.1, 4, 0.2, 1]);
    const { projection, width: e } = fitReduction(rows, width, 3);
    expect(e).toBe(3);
    const column = (c: number): number[] => Array.from({ length: width }, (_, i) => projection[i * e + c]!);
    for (let a = 0; a < e; a++) {
      for (let b = 0; b < e; b++) {
        const product = column(a).reduce((sum, x, i) => sum + x * column(b)[i]!, 0);
        expect(product).toBeCloseTo(a === b ? 1 : 0, 4);
      }
    }
    // The planted axes: the diagonal of the first plane, then axes 2 and 4.
    const first = column(0).map(Math.abs);
    expect(first[0]).toBeCloseTo(Math.SQRT1_2, 1);
    expect(first[1]).toBeCloseTo(Math.SQRT1_2, 1);
    expect(Math.abs(column(1)[2]!)).toBeGreaterThan(0.98);
    expect(Math.abs(column(2)[4]!)).toBeGreaterThan(0.98);
  });

  it('keeps the variance of the largest directions and loses that of the others', () => {
    const { rows, width } = cloud([9, 0.1, 4, 0.2, 1]);
    const reduction = fitReduction(rows, width, 2);
    const out = reduced(reduction, rows);
    const variance = [0, 1].map((c) => {
      let sum = 0;
      for (let r = 0; r < N; r++) sum += (out[r * 2 + c]! / reduction.scale) ** 2 / N;
      return sum;
    });
    expect(variance[0]).toBeGreaterThan(8);
    expect(variance[0]).toBeLessThan(10);
    expect(variance[1]).toBeGreaterThan(3.5);
    expect(variance[1]).toBeLessThan(4.5);
  });

  it.each([5, 8])('keeps all distances up to scale if the wanted width is %d of 5', (wanted) => {
    const { rows, width } = cloud([9, 0.1, 4, 0.2, 1]);
    const reduction = fitReduction(rows, width, wanted);
    expect(reduction.width).toBe(5);
    const out = reduced(reduction, rows);
    for (let i = 1; i < 50; i++) {
      expect(distance(out, 5, 0, i) / distance(rows, 5, 0, i)).toBeCloseTo(reduction.scale, 3);
    }
  });

  it('scales the components to unit variance as a whole, centred', () => {
    const { rows, width } = cloud([0.004, 0.001, 0.002, 0.003], 7);
    const out = reduced(fitReduction(rows, width, 4), rows);
    expect(out.reduce((sum, x) => sum + x, 0) / out.length).toBeCloseTo(0, 3);
    expect(out.reduce((sum, x) => sum + x * x, 0) / out.length).toBeCloseTo(1, 1);
  });

  it('does not amplify the rounding differences of equal embeddings', () => {
    const alike = new Float32Array(3 * 40).map((_, i) => 0.3 + (i % 3) * 0.1);
    for (const wanted of [2, 3]) {
      const reduction = fitReduction(alike, 3, wanted);
      const out = new Float32Array(reduction.width);
      reduceInto(reduction, Float32Array.of(0.9, 0.1, -0.4), out, 0);
      expect(Math.hypot(...out)).toBeLessThan(10);
    }
  });

  it('fails on an embedding of another width', () => {
    const { rows, width } = cloud([1, 2, 3]);
    const reduction = fitReduction(rows, width, 2);
    expect(() => reduceInto(reduction, new Float32Array(4), new Float32Array(2), 0)).toThrow(/4 numbers.*3/);
  });
});
