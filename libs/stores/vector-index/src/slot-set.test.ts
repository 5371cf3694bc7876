import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlotSet } from './slot-set.js';

const slots = fc.integer({ min: 0, max: 300 });

describe('SlotSet', () => {
  it('is a set of integers, listed in ascending order', () => {
    const steps = fc.array(fc.record({ slot: slots, add: fc.boolean() }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, steps, (first, second) => {
        const model = new Set<number>();
        const set = new SlotSet();
        const copy = new SlotSet(301);
        copy.add(300);
        const apply = (target: SlotSet, { slot, add }: { slot: number; add: boolean }): void => {
          if (add) target.add(slot);
          else target.delete(slot);
        };
        for (const step of first) {
          apply(set, step);
          if (step.add) model.add(step.slot);
          else model.delete(step.slot);
        }
        copy.copyFrom(set);
        for (const step of second) apply(set, step);

        const expected = [...model].sort((a, b) => a - b);
        const out = new Int32Array(copy.size);
        expect(copy.writeTo(out)).toBe(expected.length);
        expect([...out]).toEqual(expected);
        for (let slot = 0; slot <= 320; slot++) expect(copy.has(slot)).toBe(model.has(slot));
      }),
    );
  });
});
