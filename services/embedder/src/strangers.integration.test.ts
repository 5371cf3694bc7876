import {
  decodeMessage,
  encodeInteraction,
  encodeModelManifest,
  Interaction,
  InteractionType,
  type ItemSums,
  TOPICS,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { saveTinyModel } from '@stars/inference/testing';
import { replacing } from '@stars/platform/testing';
import { LogSums } from '@stars/statistics';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

const NAME = { tenantId: TENANT, definition: '1:UTC:any' };
const WAIT = { timeout: 60_000, interval: 20 };
const START = Date.parse('2024-01-01T00:00:00Z');
const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_IDENTIFY: IDENTIFY } = InteractionType;

let world: EmbedderWorld;
beforeEach(async () => {
  world = new EmbedderWorld();
  await world.startIndexer();
  await world.publishItems();
});
afterEach(() => world.close());

const event = (hours: number, part: Partial<Interaction>) =>
  encodeInteraction(
    Interaction.fromPartial({
      ...{ eventId: `${hours}/${part.userId}/${part.anonymousId}`, type: PURCHASE, region: 'north' },
      ...{ time: new Date(START + hours * 3_600_000), ...part },
    }),
  );
const track = (...events: ReturnType<typeof event>[]) => world.publish(TOPICS.interactions, ...events);

/** Items of the history, oldest first. */
async function historyOf(userId: string): Promise<string[]> {
  const [profile] = await world.profiles.get(TENANT, [userId]);
  return (profile?.history ?? []).map(({ itemId, session }) => (session ? `${itemId}:${session}` : itemId));
}

/** Purchases of each item, as the live statistics count them, and as the log says. */
async function counts(): Promise<[live: Record<string, number>, log: Record<string, number>]> {
  const live: Record<string, number> = {};
  for await (const batch of world.bus.read({ topic: TOPICS.itemStatistics })) {
    for (const { value } of batch) {
      const { state, definition } = decodeMessage(TOPICS.itemStatistics, value);
      if (state?.$case !== 'item' || definition !== NAME.definition) continue;
      live[state.value.itemId] = (state.value as ItemSums).purchases;
    }
  }
  const log: Record<string, number> = {};
  const { sums } = await new LogSums({ bus: world.bus }).count(NAME);
  for await (const { itemId, purchases } of sums) log[itemId] = purchases;
  const there = (found: Record<string, number>) => Object.fromEntries(Object.entries(found).filter(([, n]) => n > 0));
  return [there(live), there(log)];
}

/** Who has events on the bus, and how many. */
async function onBus(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for await (const batch of world.bus.read({ topic: TOPICS.interactions })) {
    for (const { key } of batch) found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}

async function startWithModel(replaced: Parameters<EmbedderWorld['start']>[0] = {}): Promise<void> {
  await world.start(replaced);
  await world.publish(TOPICS.models, encodeModelManifest(await saveTinyModel(world.models, 'v1', ITEMS)));
}

const before = () => [
  event(1, { anonymousId: 'device', itemId: 'a', sessionId: 'order-1' }),
  event(2, { anonymousId: 'device', itemId: 'b', sessionId: 'order-1' }),
  event(3, { userId: 'other', itemId: 'a' }),
];
const login = (hours = 4) => event(hours, { userId: 'ann', anonymousId: 'device', type: IDENTIFY });

it.each([
  ['in one batch', true],
  ['one by one', false],
])('move to the user whom an identify names, and later events are of a stranger again: %s', async (_, isOneBatch) => {
  await startWithModel();
  await vi.waitFor(async () => expect((await counts())[0]).toEqual({}), WAIT);
  const all = [...before(), login(), event(5, { anonymousId: 'device', itemId: 'c' })];
  for (const some of isOneBatch ? [all] : all.map((each) => [each])) {
    await track(...some);
    await world.drain();
  }
  await vi.waitFor(async () => expect(await onBus()).toMatchObject({ 'default/ann': 2, 'default/device': 1 }), WAIT);
  const [one, two] = await historyOf('ann');
  // Of one session as before.
  expect([one!.split(':')[0], two!.split(':')[0]]).toEqual(['a', 'b']);
  expect(one!.split(':')[1]).toBe(two!.split(':')[1]);
  expect(await historyOf('device')).toEqual(['c']);
  await vi.waitFor(async () => {
    const [live, log] = await counts();
    expect(live).toEqual({ a: 2, b: 1, c: 1 });
    expect(log).toEqual(live);
  }, WAIT);
  expect(await world.userVectors('ann', 'v1')).toMatchObject({ asOf: START + 2 * 3_600_000 });
  // The next login on the device moves what came since.
  await track(event(6, { userId: 'ann', anonymousId: 'device', type: IDENTIFY }));
  await vi.waitFor(async () => expect(await onBus()).toEqual({ 'default/ann': 3, 'default/other': 1 }), WAIT);
  expect((await historyOf('ann')).length).toBe(3);
});

it.each(['appendEvents', 'delete'] as const)('count once if the embedder breaks off at %s', async (method) => {
  let failures = 0;
  const fails = () => failures > 0 && failures-- > 0;
  // Half of the time what was to be done is done.
  const broken = async (...given: unknown[]) => {
    if (failures !== 1 && fails()) throw new StarsError('STARS_UNAVAILABLE', 'the store went away');
    const done = await (world.profiles[method] as (...given: unknown[]) => Promise<unknown>)(...given);
    if (fails()) throw new StarsError('STARS_UNAVAILABLE', 'the store went away');
    return done;
  };
  await startWithModel({ profiles: replacing(world.profiles, { [method]: broken }) });
  await track(...before());
  await vi.waitFor(async () => expect((await counts())[0]).toEqual({ a: 2, b: 1 }), WAIT);
  failures = 4;
  await track(login());
  await vi.waitFor(() => expect(failures).toBe(0), WAIT);
  await vi.waitFor(async () => expect(await historyOf('device')).toEqual([]), WAIT);
  // The same event again, as a producer that heard no answer sends it.
  await track(event(4, { userId: 'ann', anonymousId: 'device', type: IDENTIFY, eventId: 'again' }));
  await world.drain();
  await track(event(40, { userId: 'ann', itemId: 'b' }));
  await vi.waitFor(async () => {
    const [live, log] = await counts();
    expect(live).toEqual({ a: 2, b: 2 });
    expect(log).toEqual(live);
  }, WAIT);
  expect((await historyOf('ann')).length).toBe(3);
});

it('do not take what a user did, nor what somebody else will do', async () => {
  await startWithModel();
  await track(event(1, { userId: 'victim', itemId: 'a' }), event(2, { anonymousId: 'victim', itemId: 'b' }));
  await track(event(3, { userId: 'thief', anonymousId: 'victim', type: IDENTIFY }));
  await track(event(3, { userId: 'thief', anonymousId: 'nobody', type: IDENTIFY }));
  await vi.waitFor(async () => expect(await onBus()).toEqual({ 'default/victim': 2 }), WAIT);
  expect(await historyOf('victim')).toEqual(['a', 'b']);
  expect(await historyOf('thief')).toEqual([]);
});
