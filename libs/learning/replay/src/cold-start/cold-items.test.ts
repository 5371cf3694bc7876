import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawColdItems } from './cold-items.js';

const hashes = fc.array(fc.option(fc.integer({ min: 0, max: 30 }).map(String), { nil: undefined }), {
  minLength: 20,
  maxLength: 120,
});

describe('drawColdItems', () => {
  it('holds out all items of a text or none, and never an item without a text', () => {
    fc.assert(
      fc.property(hashes, fc.nat(), (textHash, seed) => {
        const distinct = new Set(textHash.filter((hash) => hash !== undefined));
        fc.pre(distinct.size > 4);
        const { cold, count, textOf, texts, coldTexts } = drawColdItems(textHash, 0.3, seed);
        expect(coldTexts).toBe(Math.round(0.3 * distinct.size));
        expect(count).toBe(cold.filter(Boolean).length);
        expect(texts).toBe(new Set(textOf).size);
        expect(texts).toBe(distinct.size + textHash.filter((hash) => hash === undefined).length);
        textHash.forEach((hash, a) => {
          if (hash === undefined) expect(cold[a]).toBe(0);
          textHash.forEach((other, b) => {
            const same = a === b || (hash !== undefined && hash === other);
            expect(textOf[a] === textOf[b]).toBe(same);
            if (same) expect(cold[a]).toBe(cold[b]);
          });
        });
      }),
      { numRuns: 40 },
    );
  });

  it('draws by text, not by place: another order of the catalogue gives the same items', () => {
    const textHash = Array.from({ length: 60 }, (_, i) => `text ${i % 23}`);
    const heldOf = (list: string[]) => {
      const { cold } = drawColdItems(list, 0.2, 7);
      return [...new Set(list.filter((_, i) => cold[i]))].sort();
    };
    expect(heldOf(textHash)).toHaveLength(5);
    expect(heldOf(textHash.toReversed())).toEqual(heldOf(textHash));
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses to hold out a share of %s', (share) => {
    expect(() => drawColdItems(['a', 'b'], share, 1)).toThrow(
      expect.objectContaining({ code: 'STARS_OUT_OF_RANGE', field: 'share' }),
    );
  });

  it('fails if there are too few texts', () => {
    expect(() => drawColdItems(['a', 'a', undefined], 0.1, 1)).toThrow(
      expect.objectContaining({ code: 'STARS_NOT_ENOUGH_DATA' }),
    );
  });
});
