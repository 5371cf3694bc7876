import { InteractionType } from '@stars/contracts';
import { inSampleOrder, LocalClock } from '@stars/features';
import type { NeighbourReading } from '@stars/inference';
import type { HistoryEvent, ProfileStore, UserProfile } from '@stars/profile-store';
import { describe, expect, it } from 'vitest';
import { neighbourSample } from './neighbour-sample.js';

const DAY = 86_400_000;
const MORNING = 70;
const clock = new LocalClock('UTC');
const reading: NeighbourReading = {
  ...{ items: ['a', 'b', 'c'], timeZone: 'UTC' },
  kinds: {
    target: InteractionType.INTERACTION_TYPE_PURCHASE,
    weights: new Map([[InteractionType.INTERACTION_TYPE_VIEW, 0.2]]),
  },
};
const event = (itemId: string, day: number, type = InteractionType.INTERACTION_TYPE_PURCHASE): HistoryEvent => ({
  ...{ eventId: `${itemId} ${day}`, itemId, type, time: day * DAY, region: '' },
});

/** Every user bought one item on the days of `days`; some have looked at things alone, or are only named by the scan. */
function storeOf(users: ReadonlyMap<string, readonly HistoryEvent[]>, pageSize = 7) {
  const asked: string[] = [];
  const ids = [...users.keys()];
  const store: Pick<ProfileStore, 'scan' | 'get'> = {
    scan: async (_, { cursor }) => {
      const from = Number(cursor ?? 0);
      // The first user of a page is named again at the end of it, as a growing store may do.
      const page = ids.slice(from, from + pageSize);
      const more = from + pageSize < ids.length ? { cursor: String(from + pageSize) } : {};
      return { userIds: [...page, page[0]!], ...more };
    },
    get: async (_, userIds) => {
      asked.push(...userIds);
      return userIds.map((userId): UserProfile | undefined =>
        users.get(userId)!.length === 0
          ? undefined
          : { userId, features: {}, vectors: [], history: [...users.get(userId)!] },
      );
    },
  };
  return { store, asked };
}
const numbered = (count: number, historyOf: (n: number) => HistoryEvent[]) =>
  new Map(Array.from({ length: count }, (_, n) => [`user ${n}`, historyOf(n)]));

describe('neighbourSample', () => {
  it('has what was bought before the morning, of learned items', async () => {
    const view = event('c', 60, InteractionType.INTERACTION_TYPE_VIEW);
    const history = [event('a', 60), view, event('unlearned', 61), event('b', 69.9), event('c', 70), event('a', 75)];
    const { store } = storeOf(new Map([['u', history]]));
    const { purchases: log, met } = await neighbourSample(store, 'default', reading, MORNING);
    expect([...met.item]).toEqual([0, 2, 1]);
    expect([[...log.day], [...log.item], [...log.userOffsets]]).toEqual([
      [60, 69],
      [0, 1],
      [0, 2],
    ]);
    expect(clock.day(69.9 * DAY)).toBe(69);
  });

  it('reads the profiles of the first users alone', async () => {
    const users = numbered(60, (n) => [event('a', n)]);
    const { store, asked } = storeOf(users);
    const { purchases: log } = await neighbourSample(store, 'default', reading, MORNING, 10);
    const wanted = [...users.keys()].sort(inSampleOrder).slice(0, 10);
    expect(asked).toEqual(wanted);
    expect([...log.day]).toEqual(wanted.map((id) => Number(id.slice(5))));
  });

  it('has the next users in the place of those without an event', async () => {
    const users = numbered(90, (n) => (n % 3 === 0 ? [event('b', n / 2)] : n % 3 === 1 ? [event('a', MORNING)] : []));
    const { store, asked } = storeOf(users);
    const { purchases: log } = await neighbourSample(store, 'default', reading, MORNING, 12);
    const withPurchase = [...users.keys()].filter((id) => Number(id.slice(5)) % 3 === 0).sort(inSampleOrder);
    expect([...log.day]).toEqual(withPurchase.slice(0, 12).map((id) => Math.floor(Number(id.slice(5)) / 2)));
    expect(new Set(asked).size).toBe(asked.length);
    const { purchases: all } = await neighbourSample(store, 'default', reading, MORNING, 1000);
    expect(all.day).toHaveLength(withPurchase.length);
  });

  it('is empty in an empty store', async () => {
    const store = { scan: async () => ({ userIds: [] }), get: async () => [] };
    expect((await neighbourSample(store, 'default', reading, MORNING)).met.item).toHaveLength(0);
  });
});
