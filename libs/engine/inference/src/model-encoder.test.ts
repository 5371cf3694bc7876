import { parameterValues, type SequenceBatch, tf } from '@stars/model';
import {
  disagreements,
  expectedResults,
  loadReference,
  type ReferenceCase,
  referenceCases,
} from '@stars/model/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { innerProducts, ModelEncoder } from './model-encoder.js';
import { ENCODER_BUILDS, loadEncoder, type NativeEncoder } from './native-encoder.js';
import { caseByTensors, distanceOf } from './testing/encoder-by-tensors.js';
import { encodedCase, encoderCase } from './testing/encoder-case.js';

beforeAll(() => tf.setBackend('cpu'));

/** A build that this processor can run; the last runs on any. */
const BUILDS = ENCODER_BUILDS.flatMap((name): [string, NativeEncoder][] => {
  try {
    return [[name, loadEncoder(name)]];
  } catch (error) {
    if (name !== 'encoder' && /lacks the vectors/.test((error as Error).message)) return [];
    throw error;
  }
});

/** Each sequence of a batch again, with one of its cuts. @param rows Places in [B, K] */
function withOneCut(batch: SequenceBatch, rows: ArrayLike<number>): SequenceBatch {
  const { size, length, cuts } = batch;
  const each = <A extends Float32Array | Int32Array>(
    values: A,
    width: number,
    placeOf = (row: number) => row / cuts,
  ) => {
    const all = Array.from(rows, (row) => values.subarray(Math.floor(placeOf(row)) * width).subarray(0, width));
    return (values.constructor as unknown as { from(numbers: number[]): A }).from(all.flatMap((part) => [...part]));
  };
  const own = (row: number): number => row;
  return {
    ...{ size: rows.length, length, cuts: 1 },
    item: each(batch.item, length),
    side: each(batch.side, batch.side.length / size),
    hours: each(batch.hours, length),
    basket: each(batch.basket, length),
    cutBasket: each(batch.cutBasket, 1, own),
    cutHours: each(batch.cutHours, 1, own),
    userNumeric: each(batch.userNumeric, batch.userNumeric.length / size),
    userCategorical: each(batch.userCategorical, batch.userCategorical.length / size),
    userKnown: each(batch.userKnown, 1),
  };
}

/** The outputs of the forward pass of a case, under the reference's names. */
function forwardPass({ config, parameters, batch, outputs }: ReferenceCase, native: NativeEncoder) {
  const valuesOf = parameterValues(parameters);
  const weights = new Map([...parameters.keys()].map((name) => [name, { values: valuesOf(name) }]));
  const encoder = new ModelEncoder(config, weights, native);
  const s = config.servingWidth;
  const inner = outputs.get('h_next')!.length / batch.nextRows.length;
  const prior = outputs.get('log p')!.map((x) => config.priorWeight * x);
  const { tokens, vectors } = encoder.items({ ...batch.items, prior: s > inner ? prior : new Float32Array(0) });
  const { length, cuts } = batch.sequences;
  const first = (values: Float32Array): Float32Array => values.filter((_, i) => i % s < inner);
  const cutOf = (row: number): number => Math.floor(row / length) * cuts;
  const atItems = withOneCut(batch.sequences, batch.nextRows.map(cutOf));
  const next = encoder.users(
    atItems,
    tokens,
    batch.nextRows.map((row) => row % length),
  ).next;
  const atCuts = withOneCut(batch.sequences, batch.generalRows);
  const { general } = encoder.users(atCuts, tokens, new Int32Array(batch.generalRows.length));
  return new Map([
    ['h_next', first(next)],
    ['h_gen', first(general)],
    ['v', first(vectors).subarray(0, batch.candidates * inner)],
    ['stored items', vectors],
    ['stored users', next],
  ]);
}

describe.each(BUILDS)('%s', (_, native) => {
  it.each(referenceCases())('agrees with the reference: %s', (name) => {
    const reference = loadReference(name);
    const results = forwardPass(reference, native);
    const expected = [...expectedResults(reference)].filter(([output]) => results.has(output));
    expect(expected.length).toBe(5);
    expect(disagreements(new Map(expected), results)).toEqual([]);
  });

  it('computes what training computes, of any model and any sequences', () => {
    const part = fc.boolean();
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer(),
          lengths: fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1, maxLength: 4 }),
          padding: fc.integer({ min: 0, max: 5 }),
        }),
        fc.record({
          shape: fc.constantFrom(
            { width: 16, heads: 2 },
            { width: 36, heads: 3 },
            { width: 32, heads: 1 },
            { width: 5, heads: 1 },
          ),
          layers: fc.integer({ min: 1, max: 3 }),
          feedForward: fc.constantFrom(3, 32, 50),
          servingWidth: fc.constantFrom(2, 16, 21, 120),
          priorPlace: fc.constantFrom('serve' as const, 'none' as const),
          parts: fc.record({
            text: part,
            tags: part,
            context: part,
            user: part,
            position: part,
            recency: part,
            repeat: part,
          }),
          ...{ tagCount: fc.constantFrom(0, 4), tagHidden: fc.constantFrom(0, 6), sideWidth: fc.constantFrom(0, 5) },
          userNumericCount: fc.constantFrom(0, 2),
          userCategoricalSizes: fc.constantFrom<number[]>([], [3, 4]),
        }),
        (sequences, { shape, ...sizes }) => {
          const of = encoderCase(sequences, { ...shape, ...sizes });
          expect(distanceOf(of, encodedCase(of, native), caseByTensors(of))).toBeLessThan(2e-5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives a user the same bits alone and among others', () => {
    const of = encoderCase({ seed: 5, lengths: [70, 0, 3, 41, 1] });
    const { tokens, general, next } = encodedCase(of, native);
    const encoder = new ModelEncoder(of.config, of.weights, native);
    of.last.forEach((last, b) => {
      const alone = encoder.users(withOneCut(of.sequences, [b]), tokens, Int32Array.of(last));
      const own = (all: Float32Array): Float32Array =>
        all.slice(b * of.config.servingWidth, (b + 1) * of.config.servingWidth);
      expect(alone).toEqual({ general: own(general), next: own(next) });
    });
  });

  it('refuses arrays that do not fit', () => {
    const of = encoderCase({ seed: 6, lengths: [3] });
    const { tokens } = encodedCase(of, native);
    const encoder = new ModelEncoder(of.config, of.weights, native);
    const encode =
      (changes: Partial<SequenceBatch>, last = of.last) =>
      () =>
        encoder.users({ ...of.sequences, ...changes }, tokens, last);
    expect(encode({ item: Int32Array.of(0, 11, 0) })).toThrow(RangeError);
    expect(encode({ item: Int32Array.of(0, -1, 0) })).toThrow(RangeError);
    expect(encode({ item: Int32Array.of(0, 11, 0), basket: Int32Array.of(0, 1 << 20, 0) })).toThrow(RangeError);
    expect(encode({ hours: new Float32Array(2) })).toThrow('hours has 2 numbers where 3 are needed');
    expect(encode({ userCategorical: Int32Array.of(3, 0) })).toThrow(RangeError);
    expect(encode({}, Int32Array.of(3))).toThrow(RangeError);
    expect(encode({ length: 4 })).toThrow(RangeError);
    const { 'final.norm.gain': __, ...rest } = Object.fromEntries(of.weights);
    expect(() => new ModelEncoder(of.config, new Map(Object.entries(rest)), native)).toThrow('final.norm.gain');
    expect(() => encoder.items({ ...of.items, deltaRow: new Int32Array(11).fill(7), prior: tokens })).toThrow(
      RangeError,
    );
  });
});

it('scores queries by all items, NaN where an item has no vector', () => {
  const items = Float32Array.from({ length: 40 * 3 }, (_, i) => (i < 3 ? Number.NaN : Math.sin(i)));
  const queries = Float32Array.from({ length: 7 * 3 }, (_, i) => Math.cos(i));
  const scores = innerProducts(queries, items, 3);
  expect(scores.length).toBe(7 * 40);
  scores.forEach((score, at) => {
    const [q, i] = [Math.floor(at / 40), at % 40];
    if (i === 0) expect(score).toBeNaN();
    else
      expect(score).toBeCloseTo(
        [0, 1, 2].reduce((sum, k) => sum + queries[3 * q + k]! * items[3 * i + k]!, 0),
        5,
      );
  });
});
