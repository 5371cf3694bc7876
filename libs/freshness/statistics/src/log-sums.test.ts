import { encodeInteraction, Interaction, InteractionType, type ItemSums } from '@stars/contracts';
import type { BusMessage, EventBus } from '@stars/event-bus';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LogSums } from './log-sums.js';

const HOUR = 3_600_000;
const NOW = 19_800 * 24 * HOUR;

async function sumsOf(log: readonly BusMessage[]): Promise<ItemSums[]> {
  const read: EventBus['read'] = async function* () {
    for (const message of log) yield [message];
  };
  const bus: Pick<EventBus, 'endOffsets' | 'read'> = { endOffsets: async () => new Map([[0, 1000]]), read };
  const { sums } = await new LogSums({ bus: bus as EventBus, clock: () => NOW }).count({
    ...{ tenantId: 'default', definition: '1:UTC:purchase' },
  });
  const all: ItemSums[] = [];
  for await (const one of sums) all.push(one);
  return all.sort((a, b) => (a.itemId < b.itemId ? -1 : 1));
}

const {
  INTERACTION_TYPE_VIEW: VIEW,
  INTERACTION_TYPE_PURCHASE: PURCHASE,
  INTERACTION_TYPE_REFUND: REFUND,
  INTERACTION_TYPE_RATING: RATING,
  INTERACTION_TYPE_SEARCH: SEARCH,
} = InteractionType;

const messageOf = (event: Partial<Interaction>, offset: number): BusMessage => ({
  ...encodeInteraction(Interaction.fromPartial(event)),
  ...{ topic: 'interactions', partition: 0, offset, headers: {} },
});

const event = fc.record({
  eventId: fc.constantFrom('1', '2', '3', '4', '5', '6'),
  userId: fc.constantFrom('ann', 'bob'),
  itemId: fc.constantFrom('a', 'b'),
  region: fc.constantFrom('north', 'south'),
  type: fc.constantFrom(VIEW, PURCHASE, REFUND, RATING),
  value: fc.constantFrom(2, 4),
  time: fc.nat(60).map((hours) => new Date(NOW - hours * HOUR)),
});

it('counts the same in whatever order the log is read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 12 }), fc.func(fc.nat()), async (events, rank) => {
      const log = events.map(messageOf);
      const shuffled = log.toSorted((a, b) => rank(a.offset) - rank(b.offset));
      expect(await sumsOf(shuffled)).toEqual(await sumsOf(log));
    }),
  );
});

it('counts a purchase that was taken back as if it had never been', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 12 }), fc.nat(60), async (events, hours) => {
      const own = { userId: 'ann', itemId: 'c', region: 'south' };
      const pair = [
        { ...own, eventId: 'bought', type: PURCHASE, time: new Date(NOW - hours * HOUR) },
        { ...own, eventId: 'back', type: REFUND, time: new Date(NOW) },
      ];
      expect(await sumsOf([...pair, ...events].map(messageOf))).toEqual(await sumsOf(events.map(messageOf)));
    }),
  );
});

it('counts the latest rating of an item as a view, if it is of who likes the item, and no search', async () => {
  const own = { userId: 'ann', itemId: 'a', region: 'south' };
  const rated = (value: number, hours: number) => ({
    ...{ ...own, eventId: `r${hours}`, type: RATING, value, time: new Date(NOW - hours * HOUR) },
  });
  const sums = (...events: Partial<Interaction>[]) => sumsOf(events.map(messageOf));
  const view = { ...rated(5, 1), type: VIEW };
  const search = { ...own, itemId: '', query: 'wine', eventId: 's', type: SEARCH, time: new Date(NOW) };
  expect(await sums(rated(1, 60), rated(4, 30), rated(5, 1), search)).toEqual(await sums(view));
  expect(await sums(rated(5, 30), rated(2, 1))).toEqual([]);
});
