import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeServedModel, ServedModel, TOPICS } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { type Database, openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContextFollower } from './context-follower.js';
import { ModelStore } from './model-store.js';
import { ServedModels } from './served-model-provider.js';
import { saveTinyModel, tinyFeatures } from './testing/tiny-model.js';

const ITEMS = ['a', 'b', 'c'];
let folder: string;
let database: Database;
let bus: SqliteEventBus;
let store: ModelStore;
let served: ServedModels;
let errors: { code?: string }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stars-served-'));
  database = openDatabase(join(folder, 'stars.db'));
  bus = new SqliteEventBus(database);
  store = new ModelStore(join(folder, 'models'));
  errors = [];
  served = new ServedModels({
    bus,
    models: store,
    features: async (_, ids) => ids.map((id) => (ITEMS.includes(id) ? tinyFeatures(id) : undefined)),
    context: new ContextFollower(bus),
    onError: (error) => errors.push(error as { code?: string }),
    pollMs: 10,
  });
  await saveTinyModel(store, 'v1', ITEMS, { seed: 1 });
  await saveTinyModel(store, 'v2', ITEMS, { seed: 2 });
});
afterEach(async () => {
  served.close();
  await bus.close();
  database.close();
  rmSync(folder, { recursive: true });
});

let clock = 0;
const announce = (version: string, tenantId = 'default') =>
  bus.publish(TOPICS.servedModels, [
    encodeServedModel(ServedModel.fromPartial({ tenantId, version, time: new Date(++clock) })),
  ]);
const versionOf = (tenant = 'default'): string | undefined => served.current(tenant)?.version;
async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !condition(); i++) await wait(10);
  expect(condition()).toBe(true);
}
const encodeUser = (tenant = 'default') =>
  served.current(tenant)!.encodeUser({
    features: {},
    history: [
      { itemId: 'a', type: 3, time: 0, region: '' },
      { itemId: 'unknown', type: 3, time: 1, region: '' },
    ],
    time: 2,
  });

describe('ServedModels', () => {
  it('has none before one is announced, and follows announcements', async () => {
    await served.start();
    expect(versionOf()).toBeUndefined();
    await announce('v1');
    await until(() => versionOf() === 'v1');
    const first = await encodeUser();
    await announce('v2');
    await until(() => versionOf() === 'v2');
    const second = await encodeUser();
    expect([...first.general]).not.toEqual([...second.general]);
    expect(served.current('default')).toMatchObject({
      servingWidth: 16,
      dataUntil: Date.parse('2024-01-01T00:00:00Z'),
      popularity: { global: ITEMS },
    });
    expect(errors).toEqual([]);
  });

  it('starts with the last of several announcements, each tenant its own', async () => {
    await announce('v1');
    await announce('v1', 'other');
    await announce('v2');
    await served.start();
    expect([versionOf(), versionOf('other')]).toEqual(['v2', 'v1']);
    const [own, others] = [await encodeUser(), await encodeUser('other')];
    expect([...own.next]).not.toEqual([...others.next]);
  });

  it('goes on serving the old model if the new one cannot be loaded, and reports it once', async () => {
    await saveTinyModel(store, 'broken', ITEMS);
    truncateSync(join(store.pathOf('broken'), 'weights.safetensors'), 100);
    await announce('v1');
    await served.start();
    for (const [version, code] of [
      ['broken', 'STARS_MODEL_CORRUPT'],
      ['missing', 'STARS_NOT_FOUND'],
    ]) {
      errors.length = 0;
      await announce(version!);
      await until(() => errors.length > 0);
      await wait(60);
      expect(errors.map((error) => error.code)).toEqual([code]);
      expect(versionOf()).toBe('v1');
      await expect(encodeUser()).resolves.toBeDefined();
    }
    await announce('v2');
    await until(() => versionOf() === 'v2');
  });

  it('loads offsets that are learned or withdrawn while it serves; damaged ones change nothing', async () => {
    await announce('v1');
    await served.start();
    const revision = (): string | undefined => served.current('default')?.offsetRevision;
    expect([revision(), served.current('default')?.offsets]).toEqual(['', undefined]);
    const { config, spec } = await store.load('v1');
    const weights = {
      bound: 0.5,
      innerWidth: config.servingWidth,
      timeWidth: 37,
      // Two signals: Christmas Day and the temperature.
      delta: new Float32Array((37 + 2) * config.servingWidth).fill(0.25),
    };
    const name = await store.saveOffsets('v1', { spec, weights });
    await until(() => revision() === name);
    const { offset } = await served.current('default')!.offsets!.at({ time: 0, region: '' });
    expect(offset.moved(new Float32Array(config.servingWidth).fill(1))[0]).toBeGreaterThan(1);
    const wrong = { ...weights, delta: new Float32Array(3) };
    await store.saveOffsets('v1', { spec, weights: wrong });
    await until(() => errors.length > 0);
    await wait(60);
    expect(errors.map((error) => error.code)).toEqual(['STARS_MODEL_CORRUPT']);
    expect(revision()).toBe(name);
    expect((await store.load('v1')).offsets).toBeUndefined();
    await expect(store.load('v1', { needsOffsets: true })).rejects.toMatchObject({ code: 'STARS_MODEL_CORRUPT' });
    await store.chooseOffsets('v1', undefined);
    await until(() => revision() === '');
    await expect(store.chooseOffsets('v1', 'nothing')).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
  });

  it('passes over an announcement that cannot be read', async () => {
    await bus.publish(TOPICS.servedModels, [{ key: 'x', id: 'x', value: Uint8Array.of(0xff, 0xff) }]);
    await announce('v1');
    await served.start();
    expect(versionOf()).toBe('v1');
    expect(errors.map((error) => error.code)).toEqual(['STARS_POISON_MESSAGE']);
  });

  it('lets a request that holds the old model finish after a switch', async () => {
    await announce('v1');
    await served.start();
    const held = served.current('default')!;
    await announce('v2');
    await until(() => versionOf() === 'v2');
    const history = [{ itemId: 'b', type: 3, time: 0, region: '' }];
    await expect(held.encodeUser({ features: {}, history, time: 1 })).resolves.toBeDefined();
  });

  it('has no model after it closes, nor one that was being loaded', async () => {
    await announce('v1');
    await served.refresh();
    served.close();
    const late = new ServedModels({
      bus,
      models: store,
      features: async () => [],
      context: new ContextFollower(bus),
      onError: (error) => errors.push(error as { code?: string }),
    });
    const loading = late.refresh();
    late.close();
    await loading;
    expect(late.current('default')).toBeUndefined();
  });
});
