import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '@stars/archive';
import {
  encodeInteraction,
  encodeUserDelete,
  Interaction,
  InteractionType,
  messageKey,
  Objection,
  objects,
  TOPICS,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { openObjectStore } from '@stars/object-store';
import { createLogger } from '@stars/platform';
import { replacing } from '@stars/platform/testing';
import { openEmbeddedStack, type Stack } from '@stars/stack';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { applyTombstones, forgetRestored } from './apply-tombstones.js';

const DELETED = Date.UTC(2026, 2, 1);
let root: string;
let stack: Stack;

const open = () => openEmbeddedStack(join(root, 'data'));
const archiveOf = (folder = 'archive') =>
  new Archive({
    bus: stack.bus,
    store: openObjectStore(join(root, folder), { field: 'STARS_ARCHIVE' }),
    key: 'a secret of this test only',
    now: () => DELETED + 1000,
  });

async function track(userId: string, eventId: string, time: number): Promise<void> {
  const type = InteractionType.INTERACTION_TYPE_PURCHASE;
  const event = Interaction.fromPartial({
    tenantId: 'default',
    eventId,
    userId,
    itemId: 'i',
    type,
    time: new Date(time),
  });
  await stack.bus.publish(TOPICS.interactions, [encodeInteraction(event)]);
  await stack.profiles.appendEvents('default', [
    { userId, events: [{ eventId, itemId: 'i', type, time, region: '' }] },
  ]);
}

async function deleteUser(userId: string, objection?: Objection): Promise<void> {
  const topics = [TOPICS.interactions, TOPICS.impressions, TOPICS.users];
  await stack.bus.eraseKey(topics, messageKey('', userId));
  const tombstone = encodeUserDelete({ tenantId: '', userId, time: new Date(DELETED), objection });
  await stack.bus.publish(TOPICS.users, [tombstone]);
  await stack.profiles.delete('default', [{ userId, time: DELETED, objection }]);
}

async function usersOnBus(): Promise<string[]> {
  const keys: string[] = [];
  for await (const batch of stack.bus.read({ topic: TOPICS.interactions })) keys.push(...batch.map(({ key }) => key));
  return keys;
}

const apply = async () => applyTombstones(stack, await archiveOf().tombstones());
const historyOf = async (userId: string) => (await stack.profiles.get('default', [userId]))[0]?.history.length;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'stars-tombstones-'));
  stack = open();
  for (const userId of ['gone', 'stays']) await track(userId, `${userId}-1`, DELETED - 1000);
  await archiveOf().catchUp();
});
afterEach(async () => {
  await stack.close();
  rmSync(root, { recursive: true });
});

/** Takes a copy of a folder, does something, and puts the copy back. */
async function restoredAfter(folder: string, work: () => Promise<void>): Promise<void> {
  await stack.close();
  cpSync(join(root, folder), join(root, 'backup'), { recursive: true });
  stack = open();
  await work();
  await stack.close();
  rmSync(join(root, folder), { recursive: true });
  cpSync(join(root, 'backup'), join(root, folder), { recursive: true });
  stack = open();
}

it('deletes a user again whom an old data folder brings back', async () => {
  await restoredAfter('data', async () => {
    await deleteUser('gone');
    await archiveOf().catchUp();
    await archiveOf().erase();
  });
  expect([await historyOf('gone'), await usersOnBus()]).toEqual([1, ['default/gone', 'default/stays']]);
  expect(await apply()).toBe(1);
  expect([await historyOf('gone'), await historyOf('stays')]).toEqual([undefined, 1]);
  expect(await usersOnBus()).toEqual(['default/stays']);
  // Late events from before the deletion count for nothing, as before.
  await track('gone', 'gone-2', DELETED - 500);
  expect(await historyOf('gone')).toBeUndefined();
});

it('notes an objection again that an old data folder does not know', async () => {
  await restoredAfter('data', async () => {
    await deleteUser('gone', Objection.OBJECTION_MADE);
    // Whatever its time, and whoever wrote it.
    await track('gone', 'gone-2', DELETED + 500);
    await archiveOf().catchUp();
    await archiveOf().erase();
    expect((await archiveOf().refresh()).files.reduce((rows, file) => rows + file.rows, 0)).toBe(1);
  });
  expect(await apply()).toBe(1);
  await track('gone', 'gone-3', DELETED + 600);
  expect([await historyOf('gone'), await historyOf('stays')]).toEqual([undefined, 1]);
  expect(objects((await stack.profiles.marks('default', ['gone']))[0]!.until)).toBe(true);
});

it('leaves a user alone who came back after the deletion', async () => {
  await deleteUser('gone');
  await archiveOf().catchUp();
  await track('gone', 'gone-2', DELETED + 500);
  expect(await apply()).toBe(0);
  expect([await historyOf('gone'), await usersOnBus()]).toEqual([1, ['default/stays', 'default/gone']]);
});

it('leaves a user alone who came back and does something at this moment', async () => {
  await deleteUser('gone');
  await archiveOf().catchUp();
  await track('gone', 'gone-2', DELETED + 500);
  const { bus, profiles } = stack;
  const busy: typeof profiles.delete = async (...asked) => {
    await track('gone', 'gone-3', DELETED + 600);
    await profiles.delete(...asked);
  };
  const deps = { bus, profiles: replacing(profiles, { delete: busy }) };
  expect(await applyTombstones(deps, await archiveOf().tombstones())).toBe(0);
  expect(await usersOnBus()).toEqual(['default/stays', 'default/gone', 'default/gone']);
});

it('tries again if the archive is away when a process starts, and not with a wrong key', async () => {
  await restoredAfter('data', async () => {
    await deleteUser('gone');
    await archiveOf().catchUp();
  });
  const archive = archiveOf();
  let asked = 0;
  const away = {
    tombstones: () => {
      if (++asked < 3) throw new StarsError('STARS_UNAVAILABLE', 'the archive is away');
      return archive.tombstones();
    },
  };
  const deps = { ...stack, logger: createLogger('embedder', { level: 'silent' }) };
  const end = await forgetRestored(deps, away, 1);
  expect(await historyOf('gone')).toBe(1);
  await vi.waitFor(async () => expect(await usersOnBus()).toEqual(['default/stays']), 10_000);
  await end();
  expect([await historyOf('gone'), asked]).toEqual([undefined, 3]);
  const wrong = { tombstones: () => Promise.reject(new StarsError('STARS_CONFIG_INVALID', 'another key')) };
  await expect(forgetRestored(deps, wrong)).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID' });
});

it('looks at all users once for the same tombstones', async () => {
  await deleteUser('gone');
  await archiveOf().catchUp();
  const { bus, profiles } = stack;
  let scans = 0;
  const scan: typeof profiles.scan = (...asked) => {
    scans++;
    return profiles.scan(...asked);
  };
  const deps = { bus, profiles: replacing(profiles, { scan }) };
  for (let n = 0; n < 3; n++) await applyTombstones(deps, await archiveOf().tombstones());
  expect(scans).toBe(1);
});

it('carries out a deletion again in an old archive that was put back', async () => {
  await restoredAfter('archive', async () => {
    await deleteUser('gone');
    await archiveOf().catchUp();
    await archiveOf().erase();
  });
  const archive = archiveOf();
  expect((await archive.tombstones()).count).toBe(0);
  await archive.catchUp();
  expect([(await archive.tombstones()).count, await archive.erase()]).toEqual([1, 1]);
  const rows = archive.state.files
    .filter(({ kind }) => kind === 'interaction')
    .reduce((sum, file) => sum + file.rows, 0);
  expect(rows).toBe(1);
});
