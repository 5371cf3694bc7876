import { InteractionType, PurchaseFact } from '@stars/contracts';
import { ItemStatistics } from '@stars/ranking';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addFact, noSums } from './item-sums.js';

const VIEW = InteractionType.INTERACTION_TYPE_VIEW;
const REGIONS = ['', 'north', 'south'];

const fact = fc
  .record({
    day: fc.integer({ min: 19_000, max: 19_060 }),
    region: fc.constantFrom(...REGIONS),
    gap: fc.integer({ min: 0, max: 5 }),
    evidence: fc.constantFrom(0, 0, VIEW),
  })
  .map((part) => PurchaseFact.fromPartial({ itemId: 'x', ...part }));
const facts = fc.array(fact, { minLength: 1, maxLength: 30 });

const sumOf = (list: readonly PurchaseFact[]) => {
  const sums = noSums('x');
  for (const one of list) addFact(sums, one);
  return sums;
};

it('are the statistics of a training, whatever the order', () => {
  fc.assert(
    fc.property(facts, fc.nat(), (list, turn) => {
      const ofTraining = new ItemStatistics(1, [], 1);
      for (const { day, region, gap, evidence } of list.toSorted((a, b) => a.day - b.day)) {
        if (evidence) ofTraining.addEvidence({ item: 0, day, kind: 0 });
        else ofTraining.add({ item: 0, day, region: REGIONS.indexOf(region), gap });
      }
      const cut = turn % list.length;
      const sums = sumOf([...list.slice(cut), ...list.slice(0, cut)]);
      const { state: statistics } = ofTraining;
      expect(sums.day).toBe(statistics.day);
      expect([sums.purchases, sums.repeats]).toEqual([statistics.all[0], statistics.repeats[0]]);
      const close = (values: readonly number[], expected: readonly number[]): void => {
        values.forEach((value, n) => {
          expect(value).toBeCloseTo(expected[n]!, 9);
        });
      };
      close([sums.logGaps], [statistics.logGaps[0]!]);
      close(
        sums.decayed,
        statistics.purchases.map(([sum]) => sum!),
      );
      close(
        sums.firsts,
        statistics.firsts.map(([sum]) => sum!),
      );
      for (const evidence of sums.evidence)
        close(
          evidence.sums,
          statistics.evidence[0]!.map(([sum]) => sum!),
        );
      for (const { region, sum } of sums.regions) {
        close([sum], [statistics.regions.get(REGIONS.indexOf(region))!.get(0)]);
      }
    }),
  );
});

it('are as before, once facts are taken back in any order', () => {
  fc.assert(
    fc.property(facts, facts, fc.nat(), (kept, gone, turn) => {
      const cut = turn % gone.length;
      const back = [...gone.slice(cut), ...gone.slice(0, cut)].map((one) => ({ ...one, takenBack: true }));
      const sums = sumOf([...kept, ...gone, ...back]);
      // The latest day stays.
      const expected = sumOf(kept);
      const later = Math.exp(expected.day - sums.day);
      expect([sums.purchases, sums.repeats]).toEqual([expected.purchases, expected.repeats]);
      expect(sums.decayed[0]).toBeCloseTo(expected.decayed[0]! * later, 9);
      expect(sums.logGaps).toBeCloseTo(expected.logGaps, 9);
    }),
  );
});

it('are nothing, exactly, once everything was taken back', () => {
  fc.assert(
    fc.property(facts, (list) => {
      const sums = sumOf([...list, ...list.map((one) => ({ ...one, takenBack: true }))]);
      const { purchases, repeats, logGaps, decayed, firsts, evidence } = sums;
      const all = [purchases, repeats, logGaps, ...decayed, ...firsts, ...evidence.flatMap((one) => one.sums)];
      expect(all.every((sum) => sum === 0)).toBe(true);
      expect(sums.regions).toEqual([]);
    }),
  );
});
