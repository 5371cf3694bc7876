import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelStore } from './model-store.js';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';
import { saveTinyModel, tinyArtifact, tinyManifest } from './testing/tiny-model.js';

const ITEMS = ['a', 'b', 'c'];
const VERSION = 'tiny-1';
let folder: string;
let store: ModelStore;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'stars-models-')), 'models');
  store = new ModelStore(folder);
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const pathOf = (file: string): string => join(folder, VERSION, file);
type Json = Record<string, unknown>;
const readJson = (file: string): Json => JSON.parse(readFileSync(pathOf(file), 'utf8')) as Json;
function editManifest(edit: (manifest: Json) => void): void {
  const manifest = readJson('manifest.json');
  edit(manifest);
  writeFileSync(pathOf('manifest.json'), JSON.stringify(manifest));
}

/** Writes a file again and updates the manifest: damage that no digest shows. */
function replace(file: string, bytes: Uint8Array | string): void {
  writeFileSync(pathOf(file), bytes);
  const content = readFileSync(pathOf(file));
  editManifest((manifest) => {
    const entry = (manifest['files'] as Json[]).find(({ path }) => path === file)!;
    entry['bytes'] = content.length;
    entry['sha256'] = createHash('sha256').update(content).digest('hex');
  });
}

function editWeights(edit: (weights: Map<string, StoredTensor>) => void): void {
  const weights = decodeSafetensors(readFileSync(pathOf('weights.safetensors')), 'w');
  edit(weights);
  replace('weights.safetensors', encodeSafetensors(weights));
}

const editJson = (file: string, edit: (content: Json) => void): void => {
  const content = readJson(file);
  edit(content);
  replace(file, JSON.stringify(content));
};

describe('ModelStore', () => {
  it('loads what it saved', async () => {
    const artifact = tinyArtifact(ITEMS);
    const manifest = await store.save(artifact, tinyManifest(VERSION, artifact));
    const loaded = await store.load(VERSION);
    expect(loaded).toEqual({ ...artifact, manifest });
    expect(manifest.files.map(({ path }) => path).sort()).toEqual(
      readdirSync(join(folder, VERSION))
        .filter((name) => name !== 'manifest.json')
        .sort(),
    );
    expect(await store.manifest(VERSION)).toEqual(manifest);
    expect(await store.versions()).toEqual([VERSION]);
  });

  it('replaces a model of the same version whole', async () => {
    await saveTinyModel(store, VERSION, ITEMS, { seed: 1 });
    await saveTinyModel(store, VERSION, [...ITEMS, 'd'], { seed: 2 });
    expect((await store.load(VERSION)).itemIds).toEqual([...ITEMS, 'd']);
    expect(readdirSync(folder)).toEqual([VERSION]);
  });

  it('leaves no files of a failed save', async () => {
    const artifact = tinyArtifact(ITEMS);
    const unwritable = { ...artifact, popularity: { global: [1n as unknown as string], byRegion: {} } };
    await expect(store.save(unwritable, tinyManifest(VERSION, artifact))).rejects.toThrow(TypeError);
    await saveTinyModel(store, 'other', ITEMS);
    // A folder cannot be made in place of a file.
    writeFileSync(join(folder, VERSION), 'in the way');
    await expect(saveTinyModel(store, VERSION, ITEMS)).rejects.toThrow();
    expect(readdirSync(folder).sort()).toEqual(['other', VERSION].sort());
    expect(await store.versions()).toEqual(['other']);
  });

  it('removes only drafts, which are not versions', async () => {
    await saveTinyModel(store, VERSION, ITEMS);
    for (const draft of [`.${VERSION}.123.draft`, `.${VERSION}.123.old.draft`]) {
      mkdirSync(join(folder, draft));
      writeFileSync(join(folder, draft, 'weights.safetensors'), 'half');
    }
    expect(await store.versions()).toEqual([VERSION]);
    await store.removeDrafts();
    expect(readdirSync(folder)).toEqual([VERSION]);
    await expect(store.load(VERSION)).resolves.toBeDefined();
  });

  it('has nothing if there is no folder yet', async () => {
    expect(await store.versions()).toEqual([]);
    await store.removeDrafts();
    expect(existsSync(folder)).toBe(false);
    await expect(store.load('none')).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
    await expect(store.manifest('none')).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
  });
});

describe('a damaged model is refused', () => {
  const damages: [string, () => void, RegExp][] = [];
  for (const file of ['weights.safetensors', 'features.json', 'items.json', 'popularity.json']) {
    damages.push(
      [`${file} missing`, () => rmSync(pathOf(file)), new RegExp(`${file} cannot be read`)],
      [`${file} truncated`, () => truncateSync(pathOf(file), 5), new RegExp(`${file} has 5 bytes`)],
      [
        `${file} altered`,
        () => {
          const bytes = readFileSync(pathOf(file));
          bytes[bytes.length - 3]! ^= 1;
          writeFileSync(pathOf(file), bytes);
        },
        new RegExp(`${file} differs from its digest`),
      ],
      [
        `${file} not listed`,
        () =>
          editManifest((manifest) => {
            manifest['files'] = (manifest['files'] as Json[]).filter(({ path }) => path !== file);
          }),
        new RegExp(`lists no ${file}`),
      ],
    );
  }
  for (const file of ['features.json', 'items.json', 'popularity.json']) {
    damages.push([`${file} no JSON`, () => replace(file, '{'), /cannot be read/]);
  }
  damages.push(
    ['the manifest truncated', () => truncateSync(pathOf('manifest.json'), 40), /manifest\.json cannot be read/],
    ['the manifest null', () => writeFileSync(pathOf('manifest.json'), 'null'), /manifest\.json cannot be read/],
    [
      'the manifest of another version',
      () => editManifest((m) => Object.assign(m, { version: 'v9' })),
      /is that of v9/,
    ],
    [
      'a file outside of the folder',
      () => editManifest((m) => Object.assign((m['files'] as Json[])[0]!, { path: '../../secret' })),
      /inside it/,
    ],
    ['no configuration', () => editManifest((m) => void delete m['config']), /cannot be read/],
    [
      'a configuration that cannot be',
      () => editManifest((m) => Object.assign(m['config'] as Json, { heads: 7 })),
      /multiple of heads/,
    ],
    [
      'a configuration of other weights',
      () => editManifest((m) => Object.assign(m['config'] as Json, { layers: 3 })),
      /lacks layer\.2/,
    ],
    ['weights no safetensors', () => replace('weights.safetensors', 'no weights at all'), /no whole safetensors/],
    ['a weight missing', () => editWeights((w) => void w.delete('head.next')), /lacks head\.next/],
    ['the reduction missing', () => editWeights((w) => void w.delete('content.mean')), /lacks content\.mean/],
    [
      'a weight of another shape',
      () =>
        editWeights((w) => {
          const { values, shape } = w.get('item.delta')!;
          w.set('item.delta', { values, shape: shape.toReversed() });
        }),
      /item\.delta should be/,
    ],
    [
      'a weight of whole numbers',
      () => editWeights((w) => w.set('final.norm.bias', { shape: [16], values: new Int32Array(16) })),
      /final\.norm\.bias should be of floats/,
    ],
    [
      'a reduction of another width',
      () => editWeights((w) => w.set('content.mean', { shape: [2], values: new Float32Array(2) })),
      /content\.projection should be/,
    ],
    ['an item too few', () => replace('items.json', '["a","b"]'), /2 items where the configuration says 3/],
    ['a tag too many', () => editJson('features.json', (f) => (f['tags'] as string[]).push('x')), /3 tags where/],
    [
      'a holiday too many',
      () => editJson('features.json', (f) => (f['holidays'] as string[]).push('x')),
      /inputs of a token/,
    ],
    ['features null', () => replace('features.json', 'null'), /cannot be read/],
  );

  it.each(damages)('%s', async (_, damage, reason) => {
    await saveTinyModel(store, VERSION, ITEMS);
    damage();
    await expect(store.load(VERSION)).rejects.toMatchObject({
      code: 'STARS_MODEL_CORRUPT',
      message: expect.stringMatching(reason),
    });
    await expect(store.load(VERSION)).rejects.toThrow(`model ${VERSION}`);
  });

  it('with no manifest, it was never there', async () => {
    await saveTinyModel(store, VERSION, ITEMS);
    rmSync(pathOf('manifest.json'));
    await expect(store.load(VERSION)).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
  });
});

describe('companions', () => {
  const companions = [[1], [], [1, 0]];
  const save = async () => {
    const artifact = { ...tinyArtifact(ITEMS), companions };
    await store.save(artifact, tinyManifest(VERSION, artifact));
  };

  it('are stored with the model', async () => {
    await save();
    expect((await store.load(VERSION)).companions).toEqual(companions);
  });

  it.each([
    ['an item that is not there', [[1], [], [3]]],
    ['fewer lists than items', [[1]]],
  ])('with %s are refused', async (_, wrong) => {
    await save();
    replace('companions.json', JSON.stringify(wrong));
    await expect(store.load(VERSION)).rejects.toMatchObject({ code: 'STARS_MODEL_CORRUPT' });
  });
});
