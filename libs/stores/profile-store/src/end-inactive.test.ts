import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { event, vectors } from './contract-samples.js';
import { SqliteProfileStore } from './embedded.js';
import { endInactive } from './end-inactive.js';

it('ends profiles without an event since a time, with their vectors, and no others', async () => {
  const db = openDatabase(':memory:');
  const store = new SqliteProfileStore(db);
  const users = Array.from({ length: 1203 }, (_, n) => `u${n}`);
  const updates = users.map((userId, n) => ({ userId, events: [event(5), event(n % 2 === 0 ? 99 : 100)] }));
  await store.appendEvents('t', updates);
  await store.putVectors('t', [{ userId: 'u0', vectors: vectors('m', 99) }]);
  await store.putFeatures('t', [{ userId: 'only features', version: 1, features: { age: 1 } }]);
  const saw = (time: number) => ({ eventId: `s${time}`, itemId: 'i', surface: 'home', time });
  await store.putSeen('t', [
    { userId: 'u1', items: [saw(99)] },
    { userId: 'u3', items: [saw(99), saw(100)] },
  ]);
  expect(await endInactive(db, 100)).toBe(602);
  expect((await store.seen('t', ['u1', 'u3'])).map(({ length }) => length)).toEqual([0, 2]);
  expect(await store.count('t')).toBe(602);
  expect(await store.get('t', ['u0'])).toEqual([undefined]);
  expect((await store.get('t', ['u1']))[0]?.history).toHaveLength(2);
  expect(db.prepare('SELECT count(*) n FROM profile_vectors').get()).toEqual({ n: 0 });
  // It is no deletion: an older event may come.
  expect(await store.appendEvents('t', [{ userId: 'u0', events: [event(7)] }])).toEqual([1]);
  expect(await endInactive(db, 100)).toBe(1);
  db.close();
});
