import { beforeAll, describe, expect, it } from 'vitest';
import type { StarsConfig } from '../config.js';
import { ALL_PARTS } from '../config.js';
import { encode, generalVectors, nextVectors } from '../encoder.js';
import { itemContent, itemTokens } from '../item-encoder.js';
import { EVERY_PART, movedParameters } from './tiny-batch.js';
import { type TinySequence, tinyBatch, tinyConfig, tinyItems, tinySequence } from './tiny-model.js';

/** h_next of every token and h_gen of every copy. */
function outputs(config: StarsConfig, parameters: ReturnType<typeof movedParameters>, sequence: TinySequence) {
  const batch = tinyBatch(config, [sequence], 6);
  const content = itemContent(config, parameters, tinyItems(config));
  const states = encode(config, parameters, itemTokens(parameters, content), batch);
  const rows = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
  return {
    next: nextVectors(parameters, states.items, rows(6)).arraySync() as number[][],
    general: generalVectors(parameters, states.copies, rows(batch.cuts)).arraySync() as number[][],
  };
}

const distance = (a: number[], b: number[]): number => Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));

/** Cuts at the start, after every basket, and twice at one place. */
const sequenceWithCuts = (): TinySequence => ({
  ...tinySequence(),
  cuts: [0, 1, 1, 2, 3, 4].map((basket) => ({ basket, hours: [0, 0, 20, 50, 300][basket]! })),
});

const CONFIGS: [string, Partial<StarsConfig>][] = [
  ['every part', EVERY_PART],
  ['three layers', { layers: 3 }],
  ['no [USER]', { parts: { ...ALL_PARTS, user: false }, userNumericCount: 0, userCategoricalSizes: [] }],
  ['no positions', { parts: { ...ALL_PARTS, position: false } }],
  ['no recency', { parts: { ...ALL_PARTS, recency: false } }],
  ['no text', { parts: { ...ALL_PARTS, text: false } }],
  ['no tags', { tagCount: 0 }],
  ['no side features', { sideWidth: 0 }],
];

/**
 * With any part left out, no output depends on anything later than itself (docs/reference/model-equations.md, Sequence): a suite for each backend,
 * because backends may have different layer code. @param prepare Makes the backend the current one.
 */
export function describeNoFutureLeak(prepare: () => unknown): void {
  describe.each(CONFIGS)('with %s, at two layers or more', (_, changes) => {
    const config = tinyConfig({ userNumericCount: 1, userCategoricalSizes: [3], ...changes });
    let parameters: ReturnType<typeof movedParameters>;
    let base: ReturnType<typeof outputs>;

    beforeAll(async () => {
      await prepare();
      parameters = movedParameters(config, 17);
      base = outputs(config, parameters, sequenceWithCuts());
    });

    it.each([1, 2, 3])('what happens in basket %i or later changes no output before it', (basket) => {
      const sequence = sequenceWithCuts();
      const first = sequence.baskets.indexOf(basket);
      for (let i = first; i < 6; i++) {
        sequence.items[i] = 11 - sequence.items[i]!;
        sequence.hours[i]! += 500 + i * (sequence.baskets[i]! - basket);
        sequence.side[i] = -3 * sequence.side[i]! + 1;
      }
      const changed = outputs(config, parameters, sequence);
      for (let i = 0; i < first; i++) expect(distance(changed.next[i]!, base.next[i]!)).toBeLessThan(1e-5);
      sequence.cuts.forEach((cut, k) => {
        if (cut.basket <= basket) expect(distance(changed.general[k]!, base.general[k]!)).toBeLessThan(1e-5);
        else expect(distance(changed.general[k]!, base.general[k]!)).toBeGreaterThan(1e-3);
      });
      for (let i = first; i < 6; i++) expect(distance(changed.next[i]!, base.next[i]!)).toBeGreaterThan(1e-3);
    });

    it('copies see no other copy, and nothing else sees a copy', () => {
      const alone = outputs(config, parameters, { ...sequenceWithCuts(), cuts: [{ basket: 2, hours: 20 }] });
      const other = outputs(config, parameters, {
        ...sequenceWithCuts(),
        cuts: [
          { basket: 2, hours: 20 },
          { basket: 4, hours: 900 },
        ],
      });
      expect(distance(alone.general[0]!, other.general[0]!)).toBeLessThan(1e-5);
      alone.next.forEach((row, i) => {
        expect(distance(row, other.next[i]!)).toBeLessThan(1e-5);
        expect(distance(row, base.next[i]!)).toBeLessThan(1e-5);
      });
    });
  });
}
