import { InteractionType, ItemSums } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { neighbourTables } from './item-neighbours.js';
import { ItemStatistics, type ItemStatisticsState, itemArrays, PURCHASE_DECAYS } from './item-statistics.js';
import { LiveItemStatistics } from './live-item-statistics.js';
import { SessionLogBuilder } from './session-log.js';

const ITEMS = 4;
const LEVELS = [Int32Array.of(0, 0, 1, -1)];
const newNumbers = () => ({
  regions: new Map([
    ['north', 1],
    ['south', 2],
  ]),
  kinds: [InteractionType.INTERACTION_TYPE_VIEW],
});
const DAY = 19_000;
const NO_SESSIONS = new SessionLogBuilder().build();
const NO_NEIGHBOURS = neighbourTables({ purchases: NO_SESSIONS, met: NO_SESSIONS }, ITEMS);

/** A training that knew item 3, bought once in the north. */
function training(): ItemStatistics {
  const statistics = new ItemStatistics(ITEMS, LEVELS, 1);
  statistics.add({ item: 3, day: DAY, region: 1, gap: 0 });
  return statistics;
}

const live = (cells = 100, numbers = newNumbers()): LiveItemStatistics =>
  new LiveItemStatistics(Object.assign(training().state, NO_NEIGHBOURS), LEVELS, numbers, cells);

/** Sums of an item that was bought so often on one day, all for the first time. */
const sums = (purchases: number, day: number, region = 'north'): ItemSums =>
  ItemSums.fromPartial({
    ...{ day, purchases, decayed: PURCHASE_DECAYS.map(() => purchases), firsts: [purchases, purchases, purchases] },
    evidence: [{ type: InteractionType.INTERACTION_TYPE_VIEW, sums: [5, 6] }],
    regions: [{ region, sum: purchases }],
  });

it('are those of a training that saw the same purchases, whatever the order of the items', () => {
  const purchase = fc.record({ item: fc.nat(2), day: fc.integer({ min: DAY - 5, max: DAY + 20 }) });
  fc.assert(
    fc.property(fc.uniqueArray(purchase, { selector: ({ item }) => item, minLength: 1 }), (purchases) => {
      const statistics = live();
      const ofTraining = training();
      const expected = ofTraining.state;
      for (const { item, day } of purchases) {
        statistics.put(item, { ...sums(2, day), evidence: [] });
        for (let n = 0; n < 2; n++) ofTraining.add({ item, day, region: 1, gap: 0 });
      }
      statistics.settle();
      expect(statistics.state.day).toBe(expected.day);
      const arrays = (state: ItemStatisticsState): Float64Array[] => [
        ...itemArrays(state),
        ...Object.values({ ...state.groups[0]! } as Record<string, Float64Array>),
      ];
      const [found, summed] = [arrays(statistics.state), arrays(expected)];
      found.forEach((array, n) => {
        array.forEach((value, item) => {
          expect(value).toBeCloseTo(summed[n]![item]!, 9);
        });
      });
      for (let item = 0; item < ITEMS; item++) {
        expect(statistics.state.regions.get(1)!.get(item)).toBeCloseTo(expected.regions.get(1)!.get(item), 9);
      }
    }),
  );
});

it('replace what was known of an item, with its evidence and regions', () => {
  const statistics = live();
  statistics.put(3, sums(7, DAY, 'south'));
  expect(statistics.state.all[3]).toBe(7);
  expect(statistics.state.evidence[0]!.map((values) => values[3])).toEqual([5, 6]);
  expect([1, 2].map((region) => statistics.state.regions.get(region)!.get(3))).toEqual([0, 7]);
  statistics.put(3, { ...sums(7, DAY), regions: [] });
  expect(statistics.state.regions.get(2)!.get(3)).toBe(0);
});

it('number regions that the training did not know, and forget their names when nothing is left', () => {
  const numbers = newNumbers();
  const { regions } = numbers;
  const statistics = live(100, numbers);
  statistics.put(3, sums(7, DAY, 'west'));
  statistics.put(2, sums(1, DAY, 'west'));
  const west = regions.get('west')!;
  expect([3, 2].map((item) => statistics.state.regions.get(west)!.get(item))).toEqual([7, 1]);
  statistics.put(0, sums(1, DAY + 1000, 'east'));
  expect([...regions.keys()]).toEqual(['south', 'east']);
  expect([...statistics.state.regions.keys()]).toEqual([regions.get('east')]);
});

it('forget items that only the training knew, once they are complete', () => {
  const statistics = live();
  statistics.put(0, sums(7, DAY));
  statistics.dropOthers();
  expect([...statistics.state.all]).toEqual([7, 0, 0, 0]);
  expect([0, 3].map((item) => statistics.state.regions.get(1)!.get(item))).toEqual([7, 0]);
  expect(statistics.items).toBe(1);
});

it('hold no more sums by region than they may: the smallest go', () => {
  const statistics = live(2);
  for (const item of [0, 1, 2]) {
    statistics.put(item, sums(10 * (item + 1), DAY));
    statistics.put(item, sums(1, DAY, 'south'));
  }
  statistics.put(2, sums(30, DAY));
  expect(statistics.cells).toBeGreaterThan(2);
  statistics.settle();
  expect(statistics.cells).toBe(1);
  expect(statistics.state.regions.get(1)!.get(2)).toBe(30);
});

it('count their changes once they are settled', () => {
  const statistics = live();
  statistics.put(0, sums(1, DAY));
  expect(statistics.state.changes).toBe(0);
  statistics.settle();
  expect(statistics.state.changes).toBe(1);
});
