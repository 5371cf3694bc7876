import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { encodeModelManifest, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { DEAD_LETTER_HEADERS, type EventBus } from '@stars/event-bus';
import { replacing } from '@stars/platform/testing';
import type { VectorIndex } from '@stars/vector-index';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

let world: EmbedderWorld;

beforeEach(async () => {
  world = await EmbedderWorld.withTwoUsers();
});
afterEach(() => world.close());

const collections = () => world.vectors.listCollections(TENANT);
const userVersions = async (userId: string): Promise<string[]> =>
  (await world.profiles.get(TENANT, [userId]))[0]!.vectors.map(({ modelVersion }) => modelVersion).sort();
const rollOut = async (version: string, seed: number): Promise<void> => {
  await world.publishModel(version, seed);
  await world.drain();
};

/** The index with a hook at every upsert. */
const vectorsWith = (upsert: VectorIndex['upsert']): VectorIndex => replacing<VectorIndex>(world.vectors, { upsert });

describe('a roll-out', () => {
  it('fills the vectors of every item and user, and activates them, before it announces the model', async () => {
    let before: unknown;
    const activated: [string, number][] = [];
    const vectors = replacing<VectorIndex>(world.vectors, {
      activate: async (tenant, version) => {
        activated.push([version, await world.vectors.count(tenant, version)]);
        return world.vectors.activate(tenant, version);
      },
    });
    const bus = replacing<EventBus>(world.bus, {
      publish: async (topic, messages) => {
        if (topic === TOPICS.servedModels) {
          before = [[...activated], await userVersions('u'), await userVersions('v')];
        }
        return world.bus.publish(topic, messages);
      },
    });
    await world.start({ bus, vectors });
    await world.drain();
    await rollOut('v1', 1);
    expect(before).toEqual([[['v1', ITEMS.length]], ['v1'], ['v1']]);
    expect(await world.servedVersions()).toEqual(['v1']);
  });

  it('keeps the version before, and drops older ones', async () => {
    await world.start();
    await rollOut('v1', 1);
    expect(await collections()).toEqual(['v1']);
    await rollOut('v2', 2);
    expect([await collections(), await userVersions('u')]).toEqual([
      ['v1', 'v2'],
      ['v1', 'v2'],
    ]);
    world.pass(60_000);
    await rollOut('v3', 3);
    expect([await collections(), await userVersions('u')]).toEqual([
      ['v2', 'v3'],
      ['v2', 'v3'],
    ]);
    // Soon after: a gateway may be two versions behind.
    await rollOut('v4', 4);
    expect(await collections()).toEqual(['v2', 'v3', 'v4']);
    world.pass(60_000);
    await rollOut('v5', 5);
    expect(await collections()).toEqual(['v4', 'v5']);
    expect(await world.servedVersions()).toEqual(['v5']);
    expect([...(await world.itemVector('a', 'v4'))!]).not.toEqual([...(await world.itemVector('a', 'v5'))!]);
    // The last version that served is kept up to date too, for a roll-back.
    await world.publish(TOPICS.interactions, world.event('w', 'c', 3));
    await world.drain();
    expect(await userVersions('w')).toEqual(['v4', 'v5']);
  });

  it('goes back to a version whose manifest is announced again', async () => {
    await world.start();
    await rollOut('v1', 1);
    await rollOut('v2', 2);
    await world.publishFeatures('a', { itemVersion: 2, deleted: true });
    await world.drain();
    await world.publish(TOPICS.models, { ...encodeModelManifest(await world.models.manifest('v1')), id: 'v1-again' });
    await world.drain();
    expect(await world.servedVersions()).toEqual(['v1']);
    expect(await world.itemVector('a', 'v1')).toBeUndefined();
    expect(await world.vectors.count(TENANT, 'v1')).toBe(ITEMS.length - 1);
  });

  it.each<[string, string, (folder: string) => void]>([
    ['truncated', 'STARS_MODEL_CORRUPT', (folder) => truncateSync(join(folder, 'weights.safetensors'), 99)],
    ['missing', 'STARS_NOT_FOUND', (folder) => rmSync(folder, { recursive: true })],
  ])('dead-letters a %s model after its last attempt, and the old one goes on', async (_, code, damage) => {
    await world.start({ modelRetriesMs: [] });
    await rollOut('v1', 1);
    await world.publishModel('bad', 2, damage);
    await world.garbage(TOPICS.models);
    await world.drain();
    const letters = await world.deadLetters(TOPICS.models);
    expect(letters.map(({ headers }) => headers[DEAD_LETTER_HEADERS.code]).sort()).toEqual(
      [code, 'STARS_POISON_MESSAGE'].sort(),
    );
    expect(await world.servedVersions()).toEqual(['v1']);
    expect(await collections()).toEqual(['v1']);
    await world.publish(TOPICS.interactions, world.event('u', 'c', 9));
    await world.drain();
    expect((await world.userVectors('u', 'v1'))!.asOf).toBe(Date.parse('2024-01-01T09:00:00Z'));
    await rollOut('v2', 3);
    expect(await world.servedVersions()).toEqual(['v2']);
  });

  it('is there again after a restart', async () => {
    await world.start();
    await rollOut('v1', 1);
    await world.stop();
    await world.publish(TOPICS.interactions, world.event('u', 'c', 9), world.event('new', 'd', 9));
    await world.publishItem('later');
    await world.publishFeatures('later');
    await world.start();
    await world.drain();
    expect((await world.userVectors('u', 'v1'))!.asOf).toBe(Date.parse('2024-01-01T09:00:00Z'));
    expect(await world.userVectors('new', 'v1')).toBeDefined();
    expect(await world.itemVector('later', 'v1')).toBeDefined();
  });

  it('starts even if the served model is damaged, and takes its successor', async () => {
    await world.start();
    await rollOut('v1', 1);
    await world.stop();
    truncateSync(join(world.models.pathOf('v1'), 'weights.safetensors'), 99);
    await world.start();
    await world.publish(TOPICS.interactions, world.event('u', 'c', 9));
    await rollOut('v2', 2);
    expect(await world.servedVersions()).toEqual(['v2']);
    expect((await world.userVectors('u', 'v2'))!.asOf).toBe(Date.parse('2024-01-01T09:00:00Z'));
    // A version that gateways may still serve stays until the next switch.
    expect(await collections()).toEqual(['v1', 'v2']);
  });

  it('starts a half-filled collection again, because an item was deleted since', async () => {
    // A first attempt that died after items were filled.
    await world.vectors.createCollection(TENANT, 'v1', 16);
    const payload = { brand: '', category: [], attributes: {}, regions: {} };
    await world.vectors.upsert(TENANT, 'v1', [{ itemId: 'ghost', vector: new Float32Array(16).fill(9), payload }]);
    await world.start();
    await rollOut('v1', 1);
    expect(await world.itemVector('ghost', 'v1')).toBeUndefined();
    expect(await world.vectors.count(TENANT, 'v1')).toBe(ITEMS.length);
  });

  it('is tried again if a store went away, and does not count as a bad model', async () => {
    let failures = 2;
    const vectors = vectorsWith(async (...given) => {
      if (failures-- > 0) throw new StarsError('STARS_NOT_FOUND', 'no such collection');
      return world.vectors.upsert(...given);
    });
    await world.start({ vectors });
    await rollOut('v1', 1);
    expect(await world.servedVersions()).toEqual(['v1']);
    expect(await world.deadLetters(TOPICS.models)).toEqual([]);
    expect(await world.vectors.count(TENANT, 'v1')).toBe(ITEMS.length);
  });

  it('misses no event and no item that comes while vectors are filled', async () => {
    let during: (() => Promise<unknown>) | undefined;
    const vectors = vectorsWith(async (...given) => {
      await world.vectors.upsert(...given);
      const act = given[1] === 'v2' ? during : undefined;
      if (!act) return;
      during = undefined;
      await act();
    });
    await world.start({ vectors });
    await rollOut('v1', 1);
    during = async () => {
      // Nobody had it: a user is encoded with the text that is known by then.
      await world.publishFeatures('f', { itemVersion: 2, text: 'changed meanwhile' });
      await world.publish(TOPICS.interactions, world.event('u', 'd', 30), world.event('new', 'd', 30));
    };
    // The same weights: at the end v1 and v2 have the same vectors.
    await rollOut('v2', 1);
    await world.drain();
    expect(during).toBeUndefined();
    await rollOut('v3', 1);
    // Who is encoded beside others may differ in the last bits.
    const close = (vector: Float32Array) => [...vector].map((x) => expect.closeTo(x, 5));
    for (const id of ITEMS) {
      expect([...(await world.itemVector(id, 'v2'))!]).toEqual(close((await world.itemVector(id, 'v3'))!));
    }
    for (const user of ['u', 'v', 'new']) {
      const [before, after] = [await world.userVectors(user, 'v2'), await world.userVectors(user, 'v3')];
      expect(before!.asOf).toBe(after!.asOf);
      expect([...before!.next]).toEqual(close(after!.next));
    }
  });
});
