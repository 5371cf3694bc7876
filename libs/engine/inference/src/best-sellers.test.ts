import { encodeItemStatistics, InteractionType, type ItemSums, PurchaseFact } from '@stars/contracts';
import type { FollowedMessage } from '@stars/platform';
import { expect, it } from 'vitest';
import { BestSellers, ShopSales } from './best-sellers.js';
import { addFact, noSums } from './item-sums.js';
import { DEFAULT_STATISTICS } from './statistics-definition.js';

const VIEW = InteractionType.INTERACTION_TYPE_VIEW;

const sums = (itemId: string, ...facts: Partial<PurchaseFact>[]): ItemSums => {
  const all = noSums(itemId);
  for (const fact of facts) addFact(all, PurchaseFact.fromPartial({ itemId, day: 100, ...fact }));
  return all;
};

function tableOf(...items: ItemSums[]) {
  const sales = new ShopSales();
  for (const item of items) sales.put(item);
  return sales.table;
}

it('has what sold most in the last week, by what is left of each purchase, and then what people only met', () => {
  const table = tableOf(
    sums('viewed', { evidence: VIEW }, { evidence: VIEW }),
    sums('once', {}),
    // Twice, a week ago: 2 / e.
    sums('before', { day: 93 }, { day: 93 }),
    sums('thrice', { day: 99 }, {}, {}),
    sums('b-equal', {}),
    sums('met-too', {}, { evidence: VIEW }),
    sums('gone', {}, { takenBack: true }),
  );
  expect(table.global).toEqual(['thrice', 'met-too', 'b-equal', 'once', 'before', 'viewed']);
  expect(['thrice', 'once', 'viewed'].map((itemId) => table.shares?.get(itemId))).toEqual([
    1,
    expect.closeTo(1 / (2 + Math.exp(-1 / 7)), 6),
    undefined,
  ]);
});

it('has the best sellers of each region', () => {
  const north = { region: 'north' };
  const { byRegion } = tableOf(
    sums('a', north),
    sums('b', north, north),
    sums('c', { region: '__proto__' }),
    sums('d', {}),
  );
  expect(byRegion['north']).toEqual(['b', 'a']);
  expect(Object.keys(byRegion)).toEqual(['north', '__proto__']);
});

it('moves on with each state, and replaces what it says', () => {
  const sales = new ShopSales();
  expect(sales.table.global).toEqual([]);
  sales.put(sums('a', {}));
  sales.put(sums('b', {}, {}));
  expect(sales.sorted().global).toEqual(['b', 'a']);
  sales.put(sums('b'));
  expect(sales.sorted().global).toEqual(['a']);
});

it('follows the default statistics of each tenant, and passes over others and what it cannot read', async () => {
  const state = (tenantId: string, definition: string, itemId: string) =>
    encodeItemStatistics({ tenantId, definition, state: { $case: 'item', value: sums(itemId, {}) } }, itemId);
  const unreadable = { key: `shop/${DEFAULT_STATISTICS}/x`, id: 'x', value: Uint8Array.of(0xff) };
  const topic = [state('shop', DEFAULT_STATISTICS, 'a'), state('shop', '1:UTC:view', 'b'), unreadable];
  let reads = 0;
  const bus = {
    endOffsets: async () => new Map([[0, topic.length]]),
    async *read({ from }: { from?: ReadonlyMap<number, number> }): AsyncGenerator<FollowedMessage[]> {
      reads++;
      yield topic.map((message, offset) => ({ ...message, partition: 0, offset })).slice(from?.get(0) ?? 0);
    },
  };
  const errors: unknown[] = [];
  const sut = new BestSellers(bus, (error) => errors.push(error));
  await sut.catchUp();
  expect(reads).toBe(0);
  expect((await sut.read('shop')).global).toEqual(['a']);
  expect((await sut.read('other')).global).toEqual([]);
  expect(errors).toHaveLength(1);
  topic.push(state('other', DEFAULT_STATISTICS, 'c/d'));
  await sut.catchUp();
  expect((await sut.read('other')).global).toEqual(['c/d']);
});
