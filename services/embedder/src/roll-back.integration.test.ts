import { setTimeout as wait } from 'node:timers/promises';
import { encodeModelManifest, encodeServeRequest, TOPICS } from '@stars/contracts';
import { replacing } from '@stars/platform/testing';
import type { ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

let world: EmbedderWorld;

beforeEach(async () => {
  world = await EmbedderWorld.withTwoUsers();
});
afterEach(() => world.close());

const rollOut = async (version: string, seed: number): Promise<void> => {
  await world.publishModel(version, seed);
  await world.drain();
};
const rollBack = async (from: string): Promise<void> => {
  await world.ask({ $case: 'rollBack', value: from });
  await world.drain();
};
const serve = async (version: string): Promise<void> => {
  await world.ask({ $case: 'version', value: version });
  await world.drain();
};
/** Versions in the order in which they began to serve. */
const switches = async (): Promise<string[]> =>
  (await world.rollOuts()).filter(({ outcome }) => outcome === 'served').map(({ version }) => version);
const lastStep = async () => (await world.rollOuts()).at(-1)!;
const fillings = async (): Promise<number> =>
  (await world.rollOuts()).filter(({ outcome }) => outcome === 'filling').length;
const asOf = async (userId: string, version: string) => (await world.userVectors(userId, version))?.asOf;
const HOUR = 3_600_000;
const at = (hours: number): number => Date.parse('2024-01-01T00:00:00Z') + hours * HOUR;

describe('a roll-back', () => {
  it('is one message while the version before is kept fresh, and its vectors follow users and items', async () => {
    await world.start();
    await rollOut('v1', 1);
    await rollOut('v2', 2);
    await world.publish(TOPICS.interactions, world.event('u', 'c', 9), world.event('new', 'd', 9));
    await world.publishFeatures('a', { itemVersion: 2, deleted: true });
    await world.drain();
    const filled = await fillings();
    await rollBack('v2');
    expect(await fillings()).toBe(filled);
    expect(await lastStep()).toMatchObject({ version: 'v1', before: 'v2', cause: 'roll-back', outcome: 'served' });
    expect(await switches()).toEqual(['v1', 'v2', 'v1']);
    expect([await asOf('u', 'v1'), await asOf('new', 'v1')]).toEqual([at(9), at(9)]);
    expect(await world.itemVector('a', 'v1')).toBeUndefined();
    expect(await world.vectors.count(TENANT, 'v1')).toBe(ITEMS.length - 1);
    // Gateways that have not heard of it yet still read v2, which is now kept fresh.
    await world.publish(TOPICS.interactions, world.event('u', 'd', 11));
    await world.drain();
    expect([await asOf('u', 'v1'), await asOf('u', 'v2')]).toEqual([at(11), at(11)]);
  });

  it('fills the vectors of the version before again if they were no longer kept fresh', async () => {
    await world.start({ rollOut: { freshMs: HOUR } });
    await rollOut('v1', 1);
    await rollOut('v2', 2);
    world.pass(2 * HOUR);
    // An embedder reads announcements every so often, not before every batch.
    await wait(300);
    await world.publish(TOPICS.interactions, world.event('u', 'c', 9));
    await world.publishFeatures('a', { itemVersion: 2, deleted: true });
    await world.drain();
    expect(await asOf('u', 'v1')).toBe(at(1));
    const filled = await fillings();
    await rollBack('v2');
    expect(await fillings()).toBe(filled + 1);
    expect(await switches()).toEqual(['v1', 'v2', 'v1']);
    expect(await asOf('u', 'v1')).toBe(at(9));
    expect(await world.itemVector('a', 'v1')).toBeUndefined();
  });

  it('goes from the version that the request names, once, and only to one that is kept', async () => {
    await world.start({ rollOut: { kept: 2 } });
    for (const [version, seed] of [
      ['v1', 1],
      ['v2', 2],
      ['v3', 3],
    ] as const)
      await rollOut(version, seed);
    const id = await world.ask({ $case: 'rollBack', value: 'v3' });
    await world.drain();
    // The same request with another id of the bus, as if the process died before its offset was stored.
    const again = { tenantId: TENANT, requestId: id, time: new Date(0), force: false } as const;
    const message = encodeServeRequest({ ...again, target: { $case: 'rollBack', value: 'v2' } });
    await world.publish(TOPICS.serveRequests, { ...message, id: 'again' });
    await world.drain();
    expect(await switches()).toEqual(['v1', 'v2', 'v3', 'v2']);
    // Somebody else asks for the same.
    await rollBack('v3');
    expect(await lastStep()).toMatchObject({ outcome: 'refused', reason: 'v3 does not serve' });
    await rollBack('v2');
    await rollBack('v1');
    expect(await lastStep()).toMatchObject({ outcome: 'refused', reason: 'no version from before v1 is kept' });
    expect(await switches()).toEqual(['v1', 'v2', 'v3', 'v2', 'v1']);
  });

  it('is not undone by a trainer that announces the model again, but by a request that names it', async () => {
    await world.start();
    await rollOut('v1', 1);
    await rollOut('v2', 2);
    await rollBack('v2');
    await world.publish(TOPICS.models, { ...encodeModelManifest(await world.models.manifest('v2')), id: 'v2-again' });
    await world.drain();
    expect(await lastStep()).toMatchObject({ version: 'v2', cause: 'training', outcome: 'refused' });
    expect((await lastStep()).reason).toContain('rolled back');
    await serve('v2');
    expect(await switches()).toEqual(['v1', 'v2', 'v1', 'v2']);
  });

  it('does not wait for a model that is being filled', async () => {
    let inFill: (() => Promise<void>) | undefined;
    const profiles = replacing<ProfileStore>(world.profiles, {
      putVectors: async (tenant, updates) => {
        await world.profiles.putVectors(tenant, updates);
        const act = updates.some(({ vectors }) => vectors.modelVersion === 'v3') ? inFill : undefined;
        inFill = act ? undefined : inFill;
        await act?.();
      },
    });
    const vectors = replacing<VectorIndex>(world.vectors, {
      activate: async (tenant, version) => {
        // A roll-back that waited for the fill would never come.
        if (version === 'v3') await expect.poll(switches, { timeout: 60_000 }).toEqual(['v1', 'v2', 'v1']);
        return world.vectors.activate(tenant, version);
      },
    });
    await world.start({ profiles, vectors });
    await rollOut('v1', 1);
    await rollOut('v2', 2);
    inFill = async () => void (await world.ask({ $case: 'rollBack', value: 'v2' }));
    await world.publishModel('v3', 3);
    await world.drain();
    expect(await switches()).toEqual(['v1', 'v2', 'v1', 'v3']);
    expect(await asOf('u', 'v3')).toBe(at(1));
  });

  it('is refused if the model is gone, and the serving version stays', async () => {
    await world.start();
    await rollOut('v1', 1);
    await serve('v9');
    expect(await lastStep()).toMatchObject({ version: 'v9', cause: 'request', outcome: 'refused' });
    expect((await lastStep()).reason).toContain('there is no model v9');
    expect(await switches()).toEqual(['v1']);
    await world.garbage(TOPICS.serveRequests);
    await world.drain();
    expect(await world.deadLetters(TOPICS.serveRequests)).toHaveLength(1);
  });

  it('to the version that serves already is a refresh of all its vectors', async () => {
    await world.start();
    await rollOut('v1', 1);
    const before = await world.userVectors('u', 'v1');
    await world.profiles.putVectors(TENANT, [
      { userId: 'u', vectors: { ...before!, general: new Float32Array(16), next: new Float32Array(16) } },
    ]);
    await serve('v1');
    expect(await lastStep()).toMatchObject({ version: 'v1', before: 'v1', cause: 'request', outcome: 'served' });
    expect(await world.userVectors('u', 'v1')).toEqual(before);
  });
});

describe('a second embedder', () => {
  it('learns from the bus which versions are filled, serve or were dropped', async () => {
    await world.start();
    await world.start();
    await rollOut('v1', 1);
    await rollOut('v2', 2);
    // Both versions get their vectors, whichever embedder handles the messages.
    for (let i = 0; i < 20; i++) {
      await world.publish(TOPICS.interactions, world.event(`user-${i}`, ITEMS[i % 6]!, i));
      await world.drain();
    }
    for (let i = 0; i < 20; i++) {
      expect([await asOf(`user-${i}`, 'v1'), await asOf(`user-${i}`, 'v2')]).toEqual([at(i), at(i)]);
    }
  });
});
