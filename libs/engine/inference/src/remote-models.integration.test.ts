import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ObjectStore, openObjectStore } from '@stars/object-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelStore } from './model-store.js';
import { openModels } from './open-models.js';
import { RemoteModels } from './remote-models.js';
import { saveTinyModel } from './testing/tiny-model.js';

const ITEMS = ['a', 'b', 'c'];
const endpoint = process.env['STARS_TEST_S3'] ?? '';
process.env['AWS_ACCESS_KEY_ID'] ||= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ||= 'test';

const PLACES: [string, (folder: string) => Promise<string>][] = [
  ['a folder of objects', async (folder) => join(folder, 'objects')],
];
if (endpoint !== '') {
  PLACES.push([
    'a real S3 server',
    async () => {
      const bucket = `stars-${randomUUID()}`;
      expect((await fetch(`${endpoint}/${bucket}`, { method: 'PUT' })).ok).toBe(true);
      return `s3://${bucket}/models`;
    },
  ]);
}

describe.each(PLACES)('models in %s', (_, placeIn) => {
  let folder: string;
  let objects: ObjectStore;
  let writer: RemoteModels;
  let reader: RemoteModels;
  /** Reads of objects by `reader`, by key. */
  let reads: string[];
  const cache = (): string[] => (existsSync(join(folder, 'reader')) ? readdirSync(join(folder, 'reader')).sort() : []);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stars-remote-'));
    const env = { ...process.env, AWS_ENDPOINT_URL_S3: endpoint };
    objects = openObjectStore(await placeIn(folder), { env });
    reads = [];
    const counted = new Proxy(objects, {
      get(target, name: keyof ObjectStore) {
        const value = target[name];
        if (typeof value !== 'function') return value;
        return (...given: [string]) => {
          if (name === 'get' || name === 'getFile') reads.push(given[0]);
          return (value as (...all: unknown[]) => unknown).apply(target, given);
        };
      },
    });
    writer = new RemoteModels(objects, new ModelStore(join(folder, 'writer')));
    reader = new RemoteModels(counted, new ModelStore(join(folder, 'reader')));
  });
  afterEach(async () => {
    await objects.close();
    rmSync(folder, { recursive: true });
  });
  const save = (version: string, seed = 1) => saveTinyModel(writer, version, ITEMS, { seed });

  it('are listed, and fetched once into a bounded cache, by another node', async () => {
    expect(await reader.versions()).toEqual([]);
    const saved = await save('v1');
    expect(await reader.versions()).toEqual(['v1']);
    expect(await reader.manifest('v1')).toEqual(saved);
    await reader.verify('v1');
    reads.length = 0;
    const loaded = await reader.load('v1');
    expect(loaded).toEqual(await writer.load('v1'));
    const fetched = reads.filter((key) => !key.includes('offsets/'));
    expect(fetched).toEqual(['v1/manifest.json', ...saved.files.map(({ path }) => `v1/${path}`)]);
    reads.length = 0;
    await reader.load('v1');
    expect(reads).toEqual(['v1/offsets/current']);
    // One that lies damaged in the cache is fetched again.
    truncateSync(join(folder, 'reader', 'v1', 'weights.safetensors'), 9);
    await expect(reader.load('v1')).rejects.toMatchObject({ code: 'STARS_MODEL_CORRUPT' });
    expect(await reader.load('v1')).toEqual(loaded);
    for (let n = 2; n <= 6; n++) {
      await save(`v${n}`, n);
      await reader.load(`v${n}`);
    }
    expect(cache()).toEqual(['v3', 'v4', 'v5', 'v6']);
    expect(await reader.versions()).toHaveLength(6);
    await reader.remove('v6');
    expect([cache(), await reader.versions()]).toEqual([
      ['v3', 'v4', 'v5'],
      ['v1', 'v2', 'v3', 'v4', 'v5'],
    ]);
    for await (const key of objects.list('v6/')) throw new Error(`${key} stayed`);
  });

  it('that are late, partial or corrupt are told apart, leave nothing in the cache, and load once they are whole', async () => {
    await save('v1');
    const weights = (await objects.get('v1/weights.safetensors'))!;
    const manifest = (await objects.get('v1/manifest.json'))!;
    const altered = Buffer.from(weights);
    altered[altered.length - 5]! ^= 1;
    const faults: [string, () => Promise<unknown>][] = [
      ['STARS_NOT_FOUND: there is no model v1', () => objects.delete(['v1/manifest.json'])],
      [
        'STARS_MODEL_CORRUPT: model v1: weights.safetensors cannot be read',
        () => objects.delete(['v1/weights.safetensors']),
      ],
      [
        'STARS_MODEL_CORRUPT: model v1: weights.safetensors differs',
        () => objects.put('v1/weights.safetensors', altered),
      ],
      ['STARS_MODEL_CORRUPT: model v1: manifest.json cannot be read', () => objects.put('v1/manifest.json', '{')],
    ];
    for (const [error, fault] of faults) {
      await fault();
      for (const attempt of [() => reader.load('v1'), () => reader.verify('v1')]) {
        const said = await attempt().catch(({ code, message }) => `${code}: ${message}`);
        expect(said).toContain(error);
      }
      expect(await reader.currentOffsets('v1')).toBeUndefined();
      expect(cache()).toEqual([]);
      await objects.put('v1/weights.safetensors', weights);
      await objects.put('v1/manifest.json', manifest);
    }
    expect((await reader.load('v1')).itemIds).toEqual(ITEMS);
  });

  it('take revisions of offsets that another node chooses', async () => {
    await save('v1');
    const { config, spec } = await reader.load('v1');
    const delta = new Float32Array((37 + 2) * config.servingWidth).fill(0.25);
    const weights = {
      bound: 0.5,
      innerWidth: config.servingWidth,
      timeWidth: 37,
      delta,
    };
    const name = await writer.saveOffsets('v1', { spec, weights });
    expect((await reader.load('v1')).offsets?.revision).toBe(name);
    expect(await reader.currentOffsets('v1')).toBe(name);
    await writer.chooseOffsets('v1', undefined);
    expect((await reader.load('v1')).offsets).toBeUndefined();
    await expect(writer.chooseOffsets('v1', 'none')).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
  });
});

it('a setting names a folder, read in place, or object storage', async () => {
  const open = (place?: string) => openModels({ STARS_DATA: '/data', STARS_MODELS: place }, openObjectStore);
  expect([open(), open('/m'), open('file:///m')].map((models) => models.pathOf('v'))).toEqual([
    '/data/models/v',
    '/m/v',
    '/m/v',
  ]);
  expect(open('s3://bucket/a').pathOf('v')).toBe('s3://bucket/a/v');
  expect(() => open('ftp://x')).toThrow(
    expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field: 'STARS_MODELS' }),
  );
});
