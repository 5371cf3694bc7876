import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Built,
  basketCount,
  basketItems,
  basketTime,
  batchesOf,
  DAY,
  HOUR,
  hadBefore,
  hadOf,
  LETTERS,
  PADDING,
  slotNames,
  targets,
  users,
} from './testing/batches-world.js';
import { basketLog } from './testing/messages.js';
import { seeded } from './testing/seeded.js';

describe('TrainingBatches', () => {
  it('predicts the next basket from every position, has cut targets within the horizon, and slots match their items', () => {
    fc.assert(
      fc.property(users, fc.integer({ min: 6, max: 40 }), fc.nat(), (given, hoursApart, seed) => {
        const log = basketLog(given, hoursApart);
        const world = batchesOf(log, { evidence: () => 1 });
        const { batches, items } = world;
        const random = seeded(seed);
        for (const windows of batches.plan(random)) {
          const built = batches.build(windows, random);
          const names = slotNames(built, items);
          expect(new Set(names).size).toBe(names.length);
          const next = targets(built.nextRows, built.nextTargets, names);
          const general = targets(built.generalRows, built.generalTargets, names);
          const { sequences } = built;
          const L = sequences.length;
          const { own } = built;
          windows.forEach((window, row) => {
            const count = basketCount(world.histories, window.history);
            let tokens = 0;
            for (let i = 0; i < L; i++) {
              const at = row * L + i;
              const basket = sequences.basket[at]!;
              if (basket === PADDING) {
                expect(next.has(at)).toBe(false);
                continue;
              }
              tokens++;
              const absolute = window.from + basket;
              const hours = (basketTime(world, window, absolute) - basketTime(world, window, window.from)) / HOUR;
              expect(sequences.hours[at]).toBeCloseTo(hours, 3);
              expect(basketItems(world, window, absolute)).toContain(names[sequences.item[at]!]);
              // Every position predicts exactly the basket after its own.
              const expected = absolute + 1 < count ? basketItems(world, window, absolute + 1) : undefined;
              expect(next.get(at)).toEqual(expected && new Set(expected));
              if (expected)
                expect(hadOf(own!.next, built.nextRows.indexOf(at), names)).toEqual(
                  hadBefore(world, window, absolute + 1),
                );
            }
            expect(tokens).toBe(window.length);
            for (let k = 0; k < 2; k++) {
              const at = row * 2 + k;
              const cut = sequences.cutBasket[at]!;
              expect(cut).toBeGreaterThanOrEqual(0);
              expect(cut).toBeLessThanOrEqual(window.until - window.from);
              const reference = basketTime(world, window, window.from + Math.max(0, cut - 1));
              expect(sequences.cutHours[at]).toBeCloseTo(
                (reference - basketTime(world, window, window.from)) / HOUR,
                3,
              );
              const expected = new Set<string>();
              for (let b = window.from + cut; b < count; b++) {
                if (basketTime(world, window, b) <= reference + 2 * DAY) {
                  for (const id of basketItems(world, window, b)) expected.add(id);
                }
              }
              expect(general.get(at)).toEqual(expected.size > 0 ? expected : undefined);
              if (expected.size > 0) {
                const before = hadBefore(world, window, window.from + cut);
                expect(hadOf(own!.general, built.generalRows.indexOf(at), names)).toEqual(before);
              }
            }
          });
          // A row's targets share a weight of 1, and every target is a candidate.
          for (const { pairs, weights, rows } of [built.nextTargets, built.generalTargets]) {
            const sums = new Float64Array(rows);
            weights.forEach((weight, i) => {
              sums[pairs[2 * i]!]! += weight;
              expect(pairs[2 * i + 1]).toBeLessThan(built.candidates);
            });
            for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never predicts from a position an item at or before it, if no item repeats', () => {
    const log = basketLog({ u: ['ab', 'c', 'de', 'f', 'gh'] });
    const { batches, items } = batchesOf(log, { maxLength: 20 });
    const random = seeded(3);
    const built = batches.build(batches.plan(random)[0]!, random);
    const names = slotNames(built, items);
    for (const [at, wanted] of targets(built.nextRows, built.nextTargets, names)) {
      const basket = built.sequences.basket[at]!;
      const seen = names.filter((_, slot) =>
        built.sequences.item.some((other, i) => other === slot && built.sequences.basket[i]! <= basket),
      );
      expect(seen.length).toBeGreaterThan(0);
      expect(wanted.size).toBeGreaterThan(0);
      for (const id of wanted) expect(seen).not.toContain(id);
    }
  });

  it('plans every window of an epoch once, at most batchSize sequences of full length in tokens', () => {
    fc.assert(
      fc.property(users, fc.nat(), (given, seed) => {
        const { batches, histories } = batchesOf(basketLog(given));
        const steps = batches.plan(seeded(seed));
        const windows = [...steps].flat();
        const covered = windows.reduce((sum, window) => sum + window.until - window.from, 0);
        expect(new Set(windows.map(({ history, from }) => `${history} ${from}`)).size).toBe(windows.length);
        const baskets = Array.from({ length: histories.count }, (_, h) => basketCount(histories, h));
        expect(covered).toBe(baskets.reduce((sum, count) => sum + count, 0));
        for (const step of steps) {
          const longest = Math.max(...step.map(({ length }) => length));
          expect(step.length === 1 || step.length * longest <= 2 * 6).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same arrays for the same seed, and others for another', () => {
    const log = basketLog({ u: ['abc', 'de', 'f', 'abc', 'gh'], v: ['ab', 'cd', 'ef', 'gh'] });
    const { batches } = batchesOf(log, { contextDropout: 0.5 });
    const epoch = (seed: number): Built[] => {
      const random = seeded(seed);
      return Array.from(batches.plan(random), (windows) => batches.build(windows, random));
    };
    expect(epoch(1)).toEqual(epoch(1));
    expect(epoch(1)).not.toEqual(epoch(2));
  });

  it('cuts a basket that is too large, and predicts the whole next one from all its positions', () => {
    const log = basketLog({ u: ['abcdefgh', 'abcdefgh'] });
    const { batches, items } = batchesOf(log, { maxLength: 3 });
    const random = seeded(1);
    const steps = batches.plan(random);
    const built = batches.build([...steps].flat().slice(0, 1), random);
    expect(built.sequences.length).toBe(3);
    expect([...built.sequences.basket]).toEqual([0, 0, 0]);
    const next = targets(built.nextRows, built.nextTargets, slotNames(built, items));
    expect(next).toEqual(new Map([0, 1, 2].map((row) => [row, new Set(LETTERS)])));
  });

  it('draws a new order within a basket each time', () => {
    const log = basketLog({ u: ['abcdefgh'] });
    const { batches, items } = batchesOf(log, { maxLength: 8 });
    const random = seeded(1);
    const orders = Array.from({ length: 20 }, () => {
      const built = batches.build(batches.plan(random)[0]!, random);
      const names = slotNames(built, items);
      return Array.from(built.sequences.item, (slot) => names[slot]).join('');
    });
    expect(new Set(orders).size).toBeGreaterThan(10);
    for (const order of orders) expect([...order].sort().join('')).toBe('abcdefgh');
  });

  it('gives a δ only to items with enough positives, and gives users their features', () => {
    const log = basketLog({ u: ['ab', 'a', 'b', 'c'], v: ['d', 'a'] });
    const { batches, items, histories } = batchesOf(log, { maxLength: 10, candidates: 100 });
    const random = seeded(1);
    const windows = [...batches.plan(random)].flat();
    const built = batches.build(windows, random);
    const names = slotNames(built, items);
    const delta = Object.fromEntries(names.map((id, slot) => [id, built.items.deltaRow[slot]]));
    expect(delta).toEqual({ a: items.ids.indexOf('a'), b: items.ids.indexOf('b'), c: -1, d: -1 });
    const known = windows.map(({ history }) => (histories.read(history).userId === 'u' ? 1 : 0));
    expect([...built.sequences.userKnown]).toEqual(known);
    expect([...built.sequences.userNumeric]).toEqual(known);
  });
});
