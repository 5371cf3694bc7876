import { readFileSync } from 'node:fs';
import { createRandom } from '@stars/model/definition';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeNetwork } from './native-network.js';
import { SecondStageNetwork } from './second-stage-network.js';
import { type NetworkSides, randomWeights } from './testing/random-weights.js';

type Matrix = number[][];
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, x, i) => sum + x * b[i]![column]!, 0)));
const matrix = (values: Float32Array, columns: number): Matrix =>
  Array.from({ length: values.length / columns }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
const layer = (x: Matrix, weight: Float32Array, bias: Float32Array): Matrix =>
  times(x, matrix(weight, bias.length)).map((row) => row.map((value, column) => Math.max(0, value + bias[column]!)));

const sides = fc.record({
  features: fc.integer({ min: 1, max: 19 }),
  hidden: fc.integer({ min: 1, max: 20 }),
  narrow: fc.integer({ min: 1, max: 10 }),
});
const numbers = (length: number) =>
  fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: length, maxLength: length });

describe('the native network', () => {
  it.skipIf(process.platform !== 'linux' || process.env['STARS_KERNELS'] === 'off')(
    'is there where set-up can make it, and refuses what does not fit',
    () => {
      const suffices = process.arch === 'arm64' || /\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
      expect(nativeNetwork !== null).toBe(suffices);
      const [weights, rows, out] = [new Float32Array(9), new Float32Array(4), new Float32Array(2)];
      if (nativeNetwork) expect(() => nativeNetwork!.score(weights, 2, 8, 8, rows, out)).toThrow(RangeError);
    },
  );
});

// Set-up compiles the addon; where it cannot, JavaScript is all there is.
describe.each([...(nativeNetwork ? [['native', nativeNetwork] as const] : []), ['JavaScript', null] as const])(
  'SecondStageNetwork: %s',
  (_, native) => {
    it('is two layers of ReLUs and a linear path over the scaled features', () => {
      const asked = fc
        .record({ of: sides, seed: fc.nat(), n: fc.nat(9) })
        .chain(({ of, seed, n }) =>
          fc.record({ of: fc.constant(of), seed: fc.constant(seed), rows: numbers(n * of.features) }),
        );
      fc.assert(
        fc.property(asked, ({ of, seed, rows }) => {
          const weights = randomWeights(of, createRandom(seed));
          const n = rows.length / of.features;
          const scaled = matrix(Float32Array.from(rows), of.features).map((row) =>
            row.map((x, f) => (x - weights.mean[f]!) / weights.deviation[f]!),
          );
          const deep = layer(layer(scaled, weights.first, weights.firstBias), weights.second, weights.secondBias);
          const wanted = times(deep, matrix(weights.last, 1)).map(
            ([score], row) => score! + times(scaled, matrix(weights.linear, 1))[row]![0]!,
          );
          const found = new SecondStageNetwork(weights, native).score(Float32Array.from(rows), n);
          expect(found).toHaveLength(n);
          found.forEach((score, row) => {
            expect(Math.abs(score - wanted[row]!)).toBeLessThan(1e-4 * (1 + Math.abs(wanted[row]!)));
          });
        }),
      );
    });

    it('scores a row the same at any place and after any other rows', () => {
      const of: NetworkSides = { features: 5, hidden: 6, narrow: 3 };
      const network = new SecondStageNetwork(randomWeights(of, createRandom(1)), native);
      fc.assert(
        fc.property(numbers(5), numbers(5), (a, b) => {
          const [alone, other] = [a, b].map((row) => network.score(Float32Array.from(row), 1)[0]!);
          expect([...network.score(Float32Array.from([...b, ...a, ...b]), 3)]).toEqual([other, alone, other]);
        }),
      );
    });

    it.each(['mean', 'deviation', 'linear', 'first', 'firstBias', 'second', 'secondBias', 'last'] as const)(
      'refuses weights whose %s does not fit the others',
      (name) => {
        const weights = randomWeights({ features: 4, hidden: 3, narrow: 2 }, createRandom(1));
        expect(
          () => new SecondStageNetwork({ ...weights, [name]: new Float32Array(weights[name].length + 1) }),
        ).toThrow(RangeError);
      },
    );

    it('scores as JavaScript does, within 1e-5', () => {
      const of: NetworkSides = { features: 136, hidden: 64, narrow: 32 };
      const weights = randomWeights(of, createRandom(3));
      const rows = Float32Array.from({ length: 9 * of.features }, (_, i) => Math.sin(i * i));
      const found = new SecondStageNetwork(weights, native).score(rows, 9);
      new SecondStageNetwork(weights, null).score(rows, 9).forEach((score, row) => {
        expect(Math.abs(score - found[row]!)).toBeLessThan(1e-5 * (1 + Math.abs(score)));
      });
    });
  },
);
