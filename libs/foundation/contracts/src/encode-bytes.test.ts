import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeBytes } from './encode-bytes.js';
import { Impression } from './generated/stars/v1/interaction.js';

const message = fc.record({
  userId: fc.string({ unit: 'binary', maxLength: 400 }),
  items: fc.array(fc.record({ itemId: fc.string(), propensity: fc.double() }), { maxLength: 300 }),
});

test('the bytes are those of a new writer, one after another and after a failure', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(message, fc.boolean())), (messages) => {
      for (const [partial, fails] of messages) {
        const impression = Impression.fromPartial(partial);
        if (fails) {
          const broken = { ...impression, items: [...impression.items, { itemId: 'x', position: -1, propensity: 0 }] };
          expect(() => encodeBytes(Impression.encode, broken)).toThrow();
        }
        expect(Buffer.from(encodeBytes(Impression.encode, impression))).toEqual(
          Buffer.from(Impression.encode(impression).finish()),
        );
      }
    }),
    { numRuns: 40 },
  );
});
