import { expect, it } from 'vitest';
import type { StoresUnderTest } from './contract-forgetting.js';
import { event, events, vectors } from './contract-samples.js';
import { HISTORY_LIMIT } from './port.js';

/** The contract of every profile store for what an import is taken back of. */
export function itTakesBack(underTest: () => StoresUnderTest): void {
  it('takes back events and features, and leaves the profile as it was', async () => {
    const { store, other, tenant } = underTest();
    await store.appendEvents(tenant, [{ userId: 'u', events: events(0, 5) }]);
    await store.putFeatures(tenant, [{ userId: 'u', version: 4, features: { age: '35' } }]);
    const [before] = await other.get(tenant, ['u']);
    await store.appendEvents(tenant, [{ userId: 'u', events: events(3, 9) }]);
    await store.putFeatures(tenant, [{ userId: 'u', version: 7, features: { age: '36' } }]);
    const undo = {
      userId: 'u',
      eventIds: events(5, 9).map(({ eventId }) => eventId),
      features: { version: 7, before: { version: 4, features: { age: '35' } } },
    };
    await store.takeBack(tenant, [undo]);
    expect(await other.get(tenant, ['u'])).toEqual([before]);
    // A second time changes nothing, and the same features can come again.
    await store.takeBack(tenant, [undo]);
    expect(await other.get(tenant, ['u'])).toEqual([before]);
    await store.putFeatures(tenant, [{ userId: 'u', version: 7, features: { age: '36' } }]);
    expect((await other.get(tenant, ['u']))[0]!.features).toEqual({ age: '36' });
  });

  it('removes a user who has nothing left, with the vectors', async () => {
    const { store, other, tenant } = underTest();
    await store.appendEvents(tenant, [{ userId: 'new', events: events(0, 3) }]);
    await store.putVectors(tenant, [{ userId: 'new', vectors: vectors('m', 2) }]);
    await store.takeBack(tenant, [{ userId: 'new', eventIds: events(0, 3).map(({ eventId }) => eventId) }]);
    expect(await other.get(tenant, ['new'])).toEqual([undefined]);
    expect(await store.count(tenant)).toBe(0);
    await store.takeBack(tenant, [{ userId: 'nobody', eventIds: ['x'] }]);
    expect(await store.count(tenant)).toBe(0);
  });

  it('leaves features of a later version, and fills a history again that was full', async () => {
    const { store, other, tenant } = underTest();
    await store.putFeatures(tenant, [{ userId: 'u', version: 9, features: { age: '40' } }]);
    await store.appendEvents(tenant, [{ userId: 'u', events: events(0, HISTORY_LIMIT) }]);
    const [before] = await other.get(tenant, ['u']);
    await store.appendEvents(tenant, [{ userId: 'u', events: [event(HISTORY_LIMIT)] }]);
    const undo = {
      ...{ userId: 'u', eventIds: [event(HISTORY_LIMIT).eventId], features: { version: 7 } },
      events: events(0, HISTORY_LIMIT),
    };
    await store.takeBack(tenant, [undo]);
    expect(await other.get(tenant, ['u'])).toEqual([before]);
    await store.takeBack(tenant, [undo]);
    expect(await other.get(tenant, ['u'])).toEqual([before]);
  });

  it('does not add events from before a deletion', async () => {
    const { store, other, tenant } = underTest();
    await store.delete(tenant, [{ userId: 'u', time: event(3).time }]);
    await store.appendEvents(tenant, [{ userId: 'u', events: events(4, 6) }]);
    await store.takeBack(tenant, [{ userId: 'u', eventIds: [event(5).eventId], events: events(0, 5) }]);
    expect((await other.get(tenant, ['u']))[0]!.history.map(({ time }) => time)).toEqual([event(4).time]);
  });
}
