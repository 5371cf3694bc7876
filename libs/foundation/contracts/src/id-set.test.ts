import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet } from './id-set.js';

describe('IdSet', () => {
  it('behaves as a set of strings', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 300 }), (ids) => {
        const [compact, plain] = [new IdSet(), new Set<string>()];
        for (const id of ids) {
          expect(compact.add(id)).toBe(!plain.has(id));
          plain.add(id);
        }
        expect(compact.size).toBe(plain.size);
      }),
    );
  });

  it('separates a million similar ids, also after growth', () => {
    const ids = new IdSet();
    let repeated = 0;
    for (let i = 0; i < 1_000_000; i++) if (!ids.add(`tenant/household-${i % 997}-${i}`)) repeated++;
    expect(repeated).toBe(0);
    for (let i = 0; i < 1_000_000; i += 1009) expect(ids.add(`tenant/household-${i % 997}-${i}`)).toBe(false);
  });

  it('says when it is full, and never forgets', () => {
    const ids = new IdSet(1024);
    const fill = (): void => {
      for (let i = 0; i < 1000; i++) ids.add(`id ${i}`);
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'STARS_TOO_LARGE' }));
    expect(ids.add('id 0')).toBe(false);
  });
});
