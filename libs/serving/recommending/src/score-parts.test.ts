import { CandidateSource } from '@stars/contracts';
import type { ArrangedItem } from '@stars/ranking';
import { expect, it } from 'vitest';
import { type ItemProducts, newScoreParts, type ScorePartsWriter } from './score-parts.js';
import { newTestExplainable } from './testing/new-test-explainable.js';
import { purchase } from './testing/new-test-history.js';
import { newTestOffset } from './testing/new-test-offset.js';
import { newTestPrior } from './testing/new-test-prior.js';

const { CANDIDATE_SOURCE_GENERAL_INTEREST: GENERAL, CANDIDATE_SOURCE_NEXT_INTENT: NEXT } = CandidateSource;
const DAY_MS = 86_400_000;
const vectors = { general: Float32Array.of(1, 0), next: Float32Array.of(0, 1), asOf: 0 };

const arranged = (source: CandidateSource, itemId = 'soap'): ArrangedItem => ({
  itemId,
  source,
  score: 9,
  position: 4,
  propensity: 1,
  coverage: 1,
  diversity: -2,
  exploration: 3,
});

/** The products of an item with a writer's columns, by plain arithmetic. */
const productsOf = ({ columns }: ScorePartsWriter, item: Float32Array): ItemProducts => ({
  of: (column) => columns[column]!.reduce((sum, x, i) => sum + x * item[i]!, 0),
});

it('is made of taste, intent, repeat purchases, and places that an item moved', () => {
  const writer = newScoreParts({ vectors, history: [purchase('soap', 0)], time: 90 * DAY_MS });
  const parts = writer.partsOf(arranged(NEXT), productsOf(writer, Float32Array.of(2, 3)));
  expect(writer.columns).toEqual([vectors.general, vectors.next]);
  expect(parts).toMatchObject({
    generalInterest: 2,
    nextIntent: 3,
    offsets: {},
    coverage: 1,
    diversity: -2,
    exploration: 3,
  });
  expect(parts.secondStage).toEqual({});
  expect(parts.buyAgain).toBeCloseTo(Math.exp(-1), 9);
  expect(writer.partsOf(arranged(NEXT, 'rye'), undefined).buyAgain).toBe(0);
});

it('says what the repeat head adds to the whole of an item that a search found', () => {
  const repeats = { score: () => new Map([['soap', { general: 5, next: 1 }]]) };
  const writer = newScoreParts({ vectors, repeats, history: [purchase('soap', 0)], time: DAY_MS });
  const soap = productsOf(writer, Float32Array.of(2, 3));
  const repeatOf = (item: ArrangedItem): number => writer.partsOf(item, soap).repeat;
  expect(repeatOf(arranged(GENERAL))).toBeCloseTo(Math.log(Math.exp(2) + Math.exp(5)) - 2, 9);
  expect(repeatOf(arranged(NEXT))).toBeCloseTo(Math.log(Math.exp(3) + Math.exp(1)) - 3, 9);
  expect(repeatOf(arranged(NEXT, 'rye'))).toBe(0);
  expect(repeatOf({ ...arranged(NEXT), explainable: newTestExplainable() })).toBe(0);
  expect(repeatOf(arranged(CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN))).toBe(0);
});

it('says what recent popularity changes, and what the repeat head adds to that', () => {
  const repeats = { score: () => new Map([['soap', { general: 5, next: 1 }]]) };
  const prior = newTestPrior({ soap: 1.5, rye: -0.5 });
  const writer = newScoreParts({ vectors, repeats, prior, history: [purchase('soap', 0)], time: DAY_MS });
  const soap = productsOf(writer, Float32Array.of(2, 3));
  const { popularity, repeat } = writer.partsOf(arranged(NEXT), soap);
  expect([popularity, repeat]).toEqual([1.5, expect.closeTo(Math.log(Math.exp(4.5) + Math.exp(1)) - 4.5, 9)]);
  expect(writer.partsOf(arranged(NEXT, 'rye'), soap)).toMatchObject({ popularity: -0.5, repeat: 0 });
  for (const [item, products] of [
    [{ ...arranged(NEXT), explainable: newTestExplainable() }, soap],
    [arranged(CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN), soap],
    [arranged(NEXT), undefined],
  ] as const) {
    expect(writer.partsOf(item, products).popularity).toBe(0);
  }
});

it('has the shares of the second stage where it ranked the item', () => {
  const writer = newScoreParts({ history: [], time: 0 });
  const ranked = { ...arranged(NEXT), explainable: newTestExplainable({ base: 1, item: 0.5 }) };
  expect(writer.partsOf(ranked, undefined).secondStage).toEqual({ base: 1, item: 0.5 });
});

it('names what each signal adds through the user’s vector', () => {
  const offset = {
    ...newTestOffset([]),
    signalParts: (vector: Float32Array) =>
      new Map([
        ['frost', vector.map((x) => 10 * x)],
        ['rain', new Float32Array(2)],
      ]),
  };
  const writer = newScoreParts({ vectors, offset, history: [], time: 0 });
  const soap = productsOf(writer, Float32Array.of(3, 4));
  // Signals that add nothing are left out.
  expect(writer.partsOf(arranged(GENERAL), soap).offsets).toEqual({ frost: 30 });
  expect(writer.partsOf(arranged(NEXT), soap).offsets).toEqual({ frost: 40 });
});

it('has no parts of the model without vectors of the user or of the item', () => {
  const offset = newTestOffset([1, 1]);
  const unknown = newScoreParts({ offset, history: [], time: 0 });
  expect(unknown.columns).toEqual([]);
  expect(unknown.partsOf(arranged(NEXT), undefined)).toMatchObject({ generalInterest: 0, nextIntent: 0, offsets: {} });
  const known = newScoreParts({ vectors, offset, history: [], time: 0 });
  expect(known.partsOf(arranged(NEXT), undefined)).toMatchObject({ generalInterest: 0, nextIntent: 0, offsets: {} });
});
