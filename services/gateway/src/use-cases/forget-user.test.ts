import { encodeDeleteUser, encodeObjection, objects, wishedAt } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { SqliteProfileStore } from '@stars/profile-store';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { forgetUser } from './forget-user.js';

const NOW = 1_800_000_000_000;

it('a wish counts, also if the clock of its gateway is behind that of the last one', async () => {
  const database = openDatabase(':memory:');
  const [bus, profiles] = [new SqliteEventBus(database), new SqliteProfileStore(database)];
  const answering = { flush: async () => undefined, forget: async () => undefined };
  const wish = (at: number, encode: Parameters<typeof forgetUser>[1]) =>
    forgetUser({ bus, profiles, answering, clock: () => at }, encode);
  const user = { tenantId: 'default', userId: 'u' };
  const mark = async () => (await profiles.marks('default', ['u']))[0]!.until;
  await wish(NOW, (now) => encodeDeleteUser(user, now));
  expect(await mark()).toBe(NOW);
  await wish(NOW - 900, (now) => encodeObjection({ ...user, withdrawn: false }, now));
  expect([objects(await mark()), wishedAt((await mark())!)]).toEqual([true, NOW + 1]);
  await wish(NOW - 800, (now) => encodeObjection({ ...user, withdrawn: true }, now));
  expect(await mark()).toBe(NOW + 2);
  await wish(NOW + 50, (now) => encodeDeleteUser(user, now));
  expect(await mark()).toBe(NOW + 50);
  await bus.close();
  database.close();
});
