import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SparseCounts } from './sparse-counts.js';

const changes = fc.array(
  fc.oneof(
    fc.record({ item: fc.nat(200), amount: fc.double({ min: -4, max: 9, noNaN: true }) }),
    fc.record({ factor: fc.constantFrom(0.5, 1, 0.01), least: fc.constantFrom(0, 0.2, 3) }),
  ),
  { maxLength: 300 },
);

test('holds what a map of the same changes holds', () => {
  fc.assert(
    fc.property(changes, (all) => {
      const counts = new SparseCounts();
      const wanted = new Map<number, number>();
      for (const change of all) {
        if ('item' in change) {
          counts.set(change.item, counts.get(change.item) + change.amount);
          wanted.set(change.item, (wanted.get(change.item) ?? 0) + change.amount);
          continue;
        }
        const dropped = new Map<number, number>();
        counts.scale(change.factor, change.least, (item, value) => dropped.set(item, value));
        const below = new Map<number, number>();
        for (const [item, value] of wanted) {
          const scaled = value * change.factor;
          if (scaled < change.least) below.set(item, scaled);
          else wanted.set(item, scaled);
        }
        for (const item of below.keys()) wanted.delete(item);
        expect(dropped).toEqual(below);
      }
      const found = new Map<number, number>();
      counts.forEach((item, value) => {
        found.set(item, value);
      });
      expect(found).toEqual(wanted);
      expect(counts.size).toBe(wanted.size);
      for (let item = 0; item <= 200; item++) expect(counts.get(item)).toBe(wanted.get(item) ?? 0);
    }),
  );
});
