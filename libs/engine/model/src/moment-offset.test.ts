import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { innerWidth, type StarsConfig } from './config.js';
import { itemContent } from './item-encoder.js';
import { MomentOffset, offsetWeights } from './moment-offset.js';
import { boundedAdd, userOffset } from './offsets.js';
import { createParameters, parameterValues } from './parameters.js';
import { storedItemVectors, storedUserVectors } from './stored-vectors.js';
import { normal } from './testing/central-differences.js';
import { tinyConfig, tinyItems } from './testing/tiny-model.js';
import { type Tensor, tf } from './tf.js';

const RHO = 0.5;
const OFFSETS: Partial<StarsConfig> = {
  offsetBound: RHO,
  offsetTime: { column: 0, width: 2 },
  signalWidth: 3,
  priorPlace: 'serve',
  priorWeight: 1,
  servingWidth: 17,
};

function stored(changes: Partial<StarsConfig> = OFFSETS) {
  const config = tinyConfig(changes);
  const parameters = new Map(
    [...createParameters(config, 3)].map(([name, x], i) => [name, tf.add(x, normal(x.shape, 50 + i, 0.2)) as Tensor]),
  );
  const content = itemContent(config, parameters, tinyItems(config));
  const h = normal([4, innerWidth(config)], 9);
  const prior = Float32Array.from({ length: config.itemCount }, (_, i) => -i / 3);
  const rows = (tensor: Tensor): Float32Array[] =>
    (tensor.arraySync() as number[][]).map((row) => Float32Array.from(row));
  const items = rows(storedItemVectors(config, parameters, content, prior));
  const users = rows(storedUserVectors(config, h));
  return { config, parameters, h, items, users, weights: offsetWeights(config, parameterValues(parameters)) };
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);
const length = (x: ArrayLike<number>): number => Math.sqrt(dot(x, x));
const plain = stored();
const { users, items, weights } = plain;
const s = innerWidth(plain.config);
const at = (time: number[], signals: number[]): MomentOffset =>
  new MomentOffset(weights!, { time: Float32Array.from(time), signals: Float32Array.from(signals) });

describe('MomentOffset', () => {
  it('moves users as in the loss', () => {
    const { config, parameters, h } = plain;
    const request = { time: Float32Array.of(0.3, -0.2), signals: Float32Array.of(0, 0.1, 0.2) };
    const four = (x: Float32Array): Float32Array => Float32Array.from([...x, ...x, ...x, ...x]);
    const delta = userOffset(config, parameters, { time: four(request.time), signals: four(request.signals) });
    const moved = boundedAdd(h, delta, RHO).arraySync() as number[][];
    const offset = new MomentOffset(weights!, request);
    users.forEach((user, n) => {
      const expected = [...moved[n]!, 1];
      expect([...offset.moved(user)]).toEqual(expected.map((x) => expect.closeTo(x, 4)));
    });
  });

  it('does not move a user without context, and returns a copy', () => {
    const moved = at([0, 0], [0, 0, 0]).moved(users[0]!);
    expect(moved).toEqual(users[0]);
    expect(moved).not.toBe(users[0]);
  });

  it('limits Δ to its bound, however absurd the context', () => {
    const number = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, Number.NaN, 1e30));
    fc.assert(
      fc.property(fc.array(number, { minLength: 5, maxLength: 5 }), fc.nat(3), (inputs, n) => {
        const user = users[n]!;
        const request = { time: Float32Array.from(inputs.slice(0, 2)), signals: Float32Array.from(inputs.slice(2)) };
        const moved = new MomentOffset(weights!, request).moved(user);
        const most = RHO * length(user.subarray(0, s)) * 1.001;
        expect(length(moved.subarray(0, s).map((x, i) => x - user[i]!))).toBeLessThanOrEqual(most);
        expect(moved[s]).toBe(1);
      }),
    );
  });

  it.each([
    ['within its bound', 0.01],
    ['at its bound', 30],
  ])('gives the contribution of each input to a score; their sum is the offset’s effect: %s', (_, size) => {
    const offset = at([size, 0], [size, 0, -2 * size]);
    const moved = offset.moved(users[0]!);
    const parts = offset.signalParts(users[0]!);
    expect([...parts.keys()]).toEqual(['0', '2', '4']);
    for (const item of items) {
      const sum = [...parts.values()].reduce((total, part) => total + dot(part, item), 0);
      expect(sum).toBeCloseTo(dot(moved, item) - dot(users[0]!, item), 3);
    }
  });

  it('depends only on time if the model has no signals', () => {
    const timed = stored({ offsetBound: 1, offsetTime: { column: 0, width: 2 } });
    const offset = new MomentOffset(timed.weights!, { time: Float32Array.of(1, 0), signals: new Float32Array(0) });
    expect(offset.moved(timed.users[0]!)).not.toEqual(timed.users[0]);
    expect([...offset.signalParts(timed.users[0]!).keys()]).toEqual(['0']);
  });

  it('adds up inputs of one name', () => {
    const request = { time: Float32Array.of(0.3, -0.2), signals: Float32Array.of(0, 0.1, 0.2) };
    const apart = new MomentOffset(weights!, request).signalParts(users[0]!);
    const together = new MomentOffset(weights!, request, ['time', 'time', 'x', 'y', 'x']).signalParts(users[0]!);
    expect([...together.keys()]).toEqual(['time', 'y', 'x']);
    const sum = [...apart.get('0')!].map((x, i) => expect.closeTo(x + apart.get('1')![i]!, 5));
    expect([...together.get('time')!]).toEqual(sum);
    expect(together.get('x')).toEqual(apart.get('4'));
  });

  it('does not exist for a model without offsets', () => {
    expect(stored({}).weights).toBeUndefined();
  });
});
