import { describe, expect, it } from 'vitest';
import { encode, generalVectors, nextVectors } from './encoder.js';
import { itemContent, itemTokens } from './item-encoder.js';
import { createParameters, type Parameters } from './parameters.js';
import { createRandom, fillNormal } from './random.js';
import { type TinySequence, tinyBatch, tinyConfig, tinyItems, tinySequence } from './testing/tiny-model.js';
import { tf } from './tf.js';

const config = tinyConfig();

/** Random everywhere: with δ, time weights and norms at their start values, a leak through them would go undetected. */
function randomParameters(): Parameters {
  const random = createRandom(17);
  const parameters = createParameters(config, 3);
  for (const [name, tensor] of parameters) {
    parameters.set(name, tf.tensor(fillNormal(random, new Float32Array(tensor.size), 0.4), tensor.shape));
  }
  return parameters;
}

const parameters = randomParameters();

/** States of all items [B][L][d] and copies [B][K][d]. */
function states(sequences: TinySequence[], length = 6): { items: number[][][]; copies: number[][][] } {
  const batch = tinyBatch(config, sequences, length);
  const tokens = itemTokens(parameters, itemContent(config, parameters, tinyItems(config)));
  const output = encode(config, parameters, tokens, batch);
  const shaped = (x: typeof output.items, rows: number): number[][][] =>
    x.reshape([batch.size, rows, config.width]).arraySync() as number[][][];
  return { items: shaped(output.items, length), copies: shaped(output.copies, batch.cuts) };
}

function expectClose(actual: number[], expected: number[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5);
  });
}

const differs = (a: number[], b: number[]): boolean => a.some((value, i) => Math.abs(value - b[i]!) > 1e-3);

describe('encode, at two layers', () => {
  const base = states([tinySequence()]);

  it.each([
    ['item', (s: TinySequence) => s.items.splice(3, 3, 11, 10, 8)],
    ['time', (s: TinySequence) => s.hours.splice(3, 3, 90, 90, 999)],
    ['context', (s: TinySequence) => s.side.splice(3, 3, 9, -9, 9)],
    ['number of baskets', (s: TinySequence) => s.baskets.splice(3, 3, 2, 3, 4)],
  ])('leaves every earlier output as it was when the future %s changes', (_, change) => {
    const sequence = tinySequence();
    change(sequence);
    const changed = states([sequence]);
    for (let i = 0; i < 3; i++) expectClose(changed.items[0]![i]!, base.items[0]![i]!);
    expectClose(changed.copies[0]![0]!, base.copies[0]![0]!);
    expect(differs(changed.items[0]![5]!, base.items[0]![5]!)).toBe(true);
  });

  it('lets the items of one basket see each other, in any order', () => {
    const sequence = tinySequence();
    sequence.items[1] = 6;
    expect(differs(states([sequence]).items[0]![0]!, base.items[0]![0]!)).toBe(true);
  });

  it('lets a copy of [USER] see only what is before its cut', () => {
    const sequence = tinySequence();
    sequence.items[0] = 6;
    expect(differs(states([sequence]).copies[0]![0]!, base.copies[0]![0]!)).toBe(true);
    const later = tinySequence();
    later.items[5] = 1;
    expectClose(states([later]).copies[0]![1]!, base.copies[0]![1]!);
    later.items[3] = 1;
    expect(differs(states([later]).copies[0]![1]!, base.copies[0]![1]!)).toBe(true);
  });

  it('lets nothing see a copy', () => {
    const sequence = tinySequence();
    sequence.cuts[0] = { basket: 4, hours: 77 };
    const changed = states([sequence]);
    base.items[0]!.forEach((state, i) => {
      expectClose(changed.items[0]![i]!, state);
    });
    expectClose(changed.copies[0]![1]!, base.copies[0]![1]!);
  });

  it('lets every item see the user', () => {
    const sequence = tinySequence();
    sequence.user.number = 3;
    const changed = states([sequence]);
    base.items[0]!.forEach((state, i) => {
      expect(differs(changed.items[0]![i]!, state)).toBe(true);
    });
  });

  it('gives the same outputs for any padding, order and size of the batch', () => {
    const other: TinySequence = { ...tinySequence(), items: [5, 1], baskets: [0, 1], hours: [0, 4], side: [1, 2] };
    other.cuts = [
      { basket: 0, hours: 0 },
      { basket: 2, hours: 4 },
    ];
    const together = states([other, tinySequence()], 9);
    const alone = states([other], 2);
    for (let i = 0; i < 6; i++) expectClose(together.items[1]![i]!, base.items[0]![i]!);
    for (let k = 0; k < 2; k++) expectClose(together.copies[1]![k]!, base.copies[0]![k]!);
    for (let i = 0; i < 2; i++) expectClose(together.items[0]![i]!, alone.items[0]![i]!);
    for (let k = 0; k < 2; k++) expectClose(together.copies[0]![k]!, alone.copies[0]![k]!);
  });

  it('refuses a sequence longer than the model', () => {
    const long = tinyBatch(config, [tinySequence()], config.maxLength + 1);
    expect(() => encode(config, parameters, tf.zeros([12, config.width]), long)).toThrow(RangeError);
  });
});

describe('heads', () => {
  it('are linear projections of the chosen rows to the serving width', () => {
    const rows = tf.tensor2d(fillNormal(createRandom(2), new Float32Array(4 * config.width), 1), [4, config.width]);
    for (const [head, name] of [
      [nextVectors, 'head.next'],
      [generalVectors, 'head.general'],
    ] as const) {
      const projected = head(parameters, rows, Int32Array.of(3, 1)).arraySync() as number[][];
      const weight = parameters.get(name)!.arraySync() as number[][];
      const x = rows.arraySync()[3]!;
      const expected = weight[0]!.map((_, j) => x.reduce((sum, value, i) => sum + value * weight[i]![j]!, 0));
      expect(projected.length).toBe(2);
      expectClose(projected[0]!, expected);
    }
  });
});
