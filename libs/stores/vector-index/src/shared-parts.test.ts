import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VectorPayload } from './port.js';
import { SharedParts } from './shared-parts.js';

const word = fc.constantFrom('', 'a', 'b', '__proto__', '{}', '[]');
const payload: fc.Arbitrary<VectorPayload> = fc
  .record({
    brand: word,
    category: fc.array(word, { maxLength: 2 }),
    price: fc.option(fc.constantFrom(0, 1.5), { nil: undefined }),
    attributes: fc.dictionary(word, fc.oneof(word, fc.integer(), fc.array(word)), { maxKeys: 2 }),
    regions: fc.dictionary(word, fc.boolean(), { maxKeys: 2 }),
  })
  // As the file has it.
  .map((given) => JSON.parse(JSON.stringify(given)) as VectorPayload);

describe('shared parts', () => {
  it('leave payloads equal, and hold equal parts once', () => {
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 20 }), (payloads) => {
        const parts = new SharedParts();
        const shared = payloads.map((each) => parts.share(each));
        expect(shared).toEqual(payloads);
        for (const kind of ['category', 'attributes', 'regions'] as const) {
          const texts = new Set(payloads.map((each) => JSON.stringify(each[kind])));
          expect(new Set(shared.map((each) => each[kind])).size).toBe(texts.size);
        }
      }),
    );
  });
});
