import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopSlots } from './top-slots.js';

describe('TopSlots', () => {
  it('keeps what sorting would put first, in that order', () => {
    // Few distinct scores, so that ties are the rule.
    const scores = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 300 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 0, max: 30 }), (offered, k) => {
        // Names in another order than the slots.
        const names = offered.map((_, slot) => `item-${(slot * 37) % 307}`);
        const top = new TopSlots(k, names);
        offered.forEach((score, slot) => {
          top.offer(slot, score);
        });
        const expected = offered
          .map((score, slot) => ({ slot, score }))
          .sort((a, b) => b.score - a.score || (names[a.slot]! < names[b.slot]! ? -1 : 1))
          .slice(0, k)
          .map(({ slot, score }) => ({ itemId: names[slot]!, score }));
        expect(top.best()).toEqual(expected);
      }),
    );
  });
});
