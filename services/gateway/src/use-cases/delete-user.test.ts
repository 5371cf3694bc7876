import { objects, wishedAt } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { SqliteProfileStore } from '@stars/profile-store';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { DeleteUser } from './delete-user.js';
import { ObjectToProfiling } from './object-to-profiling.js';

const NOW = 1_800_000_000_000;

it('a wish counts, also if the clock of its gateway is behind that of the last one', async () => {
  const database = openDatabase(':memory:');
  const [bus, profiles] = [new SqliteEventBus(database), new SqliteProfileStore(database)];
  const recommending = {
    impressions: { flush: async () => undefined },
    lastProfiles: { forget: () => undefined },
  } as unknown as ConstructorParameters<typeof DeleteUser>[2];
  const gatewayAt = (now: number) => new DeleteUser(bus, profiles, recommending, () => now);
  const user = { tenantId: 'default', userId: 'u' };
  const mark = async () => (await profiles.marks('default', ['u']))[0]!.until;
  await gatewayAt(NOW).execute(user);
  expect(await mark()).toBe(NOW);
  await new ObjectToProfiling(gatewayAt(NOW - 900)).execute({ ...user, withdrawn: false });
  expect([objects(await mark()), wishedAt((await mark())!)]).toEqual([true, NOW + 1]);
  await new ObjectToProfiling(gatewayAt(NOW - 800)).execute({ ...user, withdrawn: true });
  expect(await mark()).toBe(NOW + 2);
  await gatewayAt(NOW + 50).execute(user);
  expect(await mark()).toBe(NOW + 50);
  await bus.close();
  database.close();
});
