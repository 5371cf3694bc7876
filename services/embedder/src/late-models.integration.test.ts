import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOPICS } from '@stars/contracts';
import { DEAD_LETTER_HEADERS } from '@stars/event-bus';
import { createMetrics } from '@stars/platform';
import { replacing } from '@stars/platform/testing';
import type { ProfileStore } from '@stars/profile-store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

let world: EmbedderWorld;

beforeEach(async () => {
  world = await EmbedderWorld.withTwoUsers();
});
afterEach(() => world.close());

const flip = (path: string): void => {
  const bytes = readFileSync(path);
  bytes[bytes.length - 5]! ^= 1;
  writeFileSync(path, bytes);
};
const weights = (folder: string): string => join(folder, 'weights.safetensors');

/** What a shared volume does to a model, what is said of it, and what mends it. */
const FAULTS: [string, string, (folder: string) => void, (folder: string) => void][] = [
  [
    'late',
    'STARS_NOT_FOUND',
    (folder) => renameSync(folder, `${folder}.aside`),
    (folder) => renameSync(`${folder}.aside`, folder),
  ],
  [
    'partial',
    'STARS_MODEL_CORRUPT',
    (folder) => renameSync(weights(folder), `${folder}.aside`),
    (folder) => renameSync(`${folder}.aside`, weights(folder)),
  ],
  ['corrupt', 'STARS_MODEL_CORRUPT', (folder) => flip(weights(folder)), (folder) => flip(weights(folder))],
];
const WAIT = { timeout: 60_000, interval: 20 };
const steps = async (): Promise<string[]> =>
  (await world.rollOuts()).map(({ version, outcome }) => `${version} ${outcome}`);
const serves = (version: string) =>
  vi.waitFor(async () => expect(await world.servedVersions()).toEqual([version]), WAIT);
const start = (modelRetriesMs: number[]) => world.start({ modelRetriesMs });

describe.each(FAULTS)('a model that is %s when it is announced', (name, code, damage, mend) => {
  it('is rolled out once it can be read; what serves and its users go on meanwhile', async () => {
    await start([20, 50, 200, 200, 500, 1000, 2000]);
    await world.publishModel('v1', 1);
    await world.drain();
    await world.publishModel('v2', 2, damage);
    await world.publish(TOPICS.interactions, world.event('w', 'c', 3));
    await world.drain();
    expect(await world.userVectors('w', 'v1')).toBeDefined();
    expect(await world.servedVersions()).toEqual(['v1']);
    mend(world.models.pathOf('v2'));
    await serves('v2');
    const all = ['v1 filling', 'v1 served', 'v2 refused', 'v2 filling', 'v2 served'];
    await vi.waitFor(async () => expect(await steps()).toEqual(all), WAIT);
    expect(await world.vectors.count(TENANT, 'v2')).toBe(ITEMS.length);
    for (const userId of ['u', 'v', 'w']) expect(await world.userVectors(userId, 'v2')).toBeDefined();
    expect(await world.deadLetters(TOPICS.models)).toEqual([]);
  });

  // The rest is the same for each of them.
  it.runIf(name === 'corrupt')('is a dead letter after the last attempt, and a newer one has long served', async () => {
    await start([20, 50, 1500]);
    await world.publishModel('bad', 2, damage, { createdTime: new Date('2024-02-01') });
    await world.publishModel('v3', 3, undefined, { createdTime: new Date('2024-03-01') });
    await serves('v3');
    expect(await world.deadLetters(TOPICS.models)).toEqual([]);
    const why = async () =>
      (await world.rollOuts()).filter(({ version }) => version === 'bad').map(({ reason }) => reason);
    const overtaken = /^v3 (was trained later, and serves|came before it was filled)$/;
    await vi.waitFor(async () => expect((await why()).at(-1)).toMatch(overtaken), WAIT);
    expect(await world.servedVersions()).toEqual(['v3']);
    await world.publishModel('never', 4, damage);
    const letters = async () =>
      (await world.deadLetters(TOPICS.models)).map(({ headers }) => headers[DEAD_LETTER_HEADERS.code]);
    await vi.waitFor(async () => expect(await letters()).toEqual([code]), WAIT);
    expect((await steps()).filter((step) => step.startsWith('never'))).toEqual(['never refused']);
  });

  it.runIf(name === 'corrupt')(
    'does not end the fill of one that was announced later when it comes again',
    async () => {
      const opened = Promise.withResolvers<void>();
      const profiles = replacing<ProfileStore>(world.profiles, {
        putVectors: async (...args) => {
          await opened.promise;
          await world.profiles.putVectors(...args);
        },
      });
      await world.start({ modelRetriesMs: [500, 500, 500], profiles });
      await world.publishModel('bad', 2, damage, { createdTime: new Date('2024-02-01') });
      await vi.waitFor(async () => expect(await steps()).toEqual(['bad refused']), WAIT);
      await world.publishModel('v3', 3, undefined, { createdTime: new Date('2024-03-01') });
      const during = ['bad refused', 'v3 filling', 'bad refused'];
      await vi.waitFor(async () => expect(await steps()).toEqual(during), WAIT);
      opened.resolve();
      await serves('v3');
      await vi.waitFor(async () => expect(await steps()).toEqual([...during, 'v3 served']), WAIT);
    },
  );

  it.runIf(name === 'late')('has the vectors of everything that changed before an embedder could read it', async () => {
    await start([]);
    await world.publishModel('v1', 1);
    await world.drain();
    await world.stop();
    damage(world.models.pathOf('v1'));
    const metrics = createMetrics('embedder', { processMetrics: false });
    const info = async (): Promise<number> =>
      (await metrics.expose()).match(/^stars_model_info\{.*"v1"/gm)?.length ?? 0;
    await world.start({ metrics });
    await world.publish(TOPICS.interactions, world.event('u', 'c', 9), world.event('new', 'd', 9));
    await world.publishItem('later');
    await world.publishFeatures('later');
    await world.drain();
    expect([await world.userVectors('new', 'v1'), await world.itemVector('later', 'v1'), await info()]).toEqual([
      undefined,
      undefined,
      0,
    ]);
    mend(world.models.pathOf('v1'));
    const { asOf } = (await world.userVectors('u', 'v1'))!;
    await vi.waitFor(async () => {
      expect((await world.userVectors('u', 'v1'))!.asOf).toBeGreaterThan(asOf);
      expect(await world.userVectors('new', 'v1')).toBeDefined();
      expect(await world.itemVector('later', 'v1')).toBeDefined();
    }, WAIT);
    expect(await info()).toBe(1);
  });
});
