import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tombstones, UserHash } from '@stars/archive';
import {
  encodeInteraction,
  encodeUserDelete,
  Interaction,
  InteractionType,
  messageKey,
  TOPICS,
} from '@stars/contracts';
import { EMBEDDER_GROUPS, type Subscription } from '@stars/event-bus';
import { createLogger } from '@stars/platform';
import { openEmbeddedStack, type Stack } from '@stars/stack';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ForgetUsers } from './forget-users.js';

const TENANT = 'default';
const HASH = new UserHash('the key of the test');
const { interactions, users } = TOPICS;
const logger = createLogger('test', { level: 'silent' });

let folder: string;
let stack: Stack;
const running: Subscription[] = [];
/** Deletions that the archive has read, and how often it was asked. */
let read: Record<string, number>;
let asked: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stars-forget-'));
  stack = openEmbeddedStack(folder);
  [read, asked] = [{}, 0];
  // Profiles are stored by the test itself.
  const topics = [interactions, users];
  running.push(await stack.bus.consume({ group: EMBEDDER_GROUPS.data.group, topics, handler: async () => undefined }));
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
  await stack.close();
  rmSync(folder, { recursive: true });
});

/** Buys, and is deleted; what came before the deletion is erased by the gateway. */
async function deleted(userId: string, time: number): Promise<void> {
  await stack.bus.publish(users, [encodeUserDelete({ tenantId: TENANT, userId, time: new Date(time) })]);
  await stack.profiles.delete(TENANT, [{ userId, time }]);
}

async function buys(userId: string, time: number): Promise<void> {
  const [eventId, itemId, type] = [`${userId}/${time}`, 'i', InteractionType.INTERACTION_TYPE_PURCHASE];
  const event = Interaction.fromPartial({ tenantId: TENANT, userId, eventId, itemId, type, time: new Date(time) });
  await stack.bus.publish(interactions, [encodeInteraction(event)]);
  await stack.profiles.appendEvents(TENANT, [{ userId, events: [{ eventId, itemId, type, time, region: '' }] }]);
}

async function usersOn(topic: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const batch of stack.bus.read({ topic })) keys.push(...batch.map(({ key }) => key));
  return keys;
}

async function start(eraseMs: number): Promise<void> {
  const tombstones = async (): Promise<Tombstones> => {
    asked++;
    return new Tombstones(read, [TENANT], HASH);
  };
  running.push(await new ForgetUsers({ ...stack, archive: { tombstones }, eraseMs, logger }).start());
}

it('waits until the archive has read of a deletion, and then takes the message and late events from the bus', async () => {
  const time = Date.now() - 1000;
  await deleted('gone', time);
  await buys('gone', time - 5000);
  await buys('other', time);
  await start(100);
  await vi.waitFor(() => expect(asked).toBeGreaterThan(2), { timeout: 10_000 });
  expect(await usersOn(users)).toEqual([messageKey(TENANT, 'gone')]);
  read = { [HASH.of(TENANT, 'gone')]: time };
  await vi.waitFor(async () => expect(await usersOn(users)).toEqual([]), { timeout: 10_000 });
  expect(await usersOn(interactions)).toEqual([messageKey(TENANT, 'other')]);
});

it('leaves a user who came back, and waits for half of the time of an erasure', async () => {
  const time = Date.now();
  for (const userId of ['gone', 'back']) {
    await deleted(userId, time);
    read[HASH.of(TENANT, userId)] = time;
  }
  await buys('back', time + 1);
  await start(2000);
  const retry = `${users}.retry.embedder-forget.1`;
  await vi.waitFor(async () => expect(await usersOn(retry)).toHaveLength(2), { timeout: 10_000 });
  expect(await usersOn(users)).toHaveLength(2);
  await vi.waitFor(async () => expect(await usersOn(users)).toEqual([messageKey(TENANT, 'back')]), { timeout: 10_000 });
  expect(Date.now() - time).toBeGreaterThanOrEqual(1000);
  expect(await usersOn(interactions)).toEqual([messageKey(TENANT, 'back')]);
});
