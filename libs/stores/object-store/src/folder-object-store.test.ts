import { chmodSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeObjectStoreContract } from './contract.js';
import { FolderObjectStore } from './folder-object-store.js';
import { openObjectStore } from './open.js';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'stars-objects-'));

describeObjectStoreContract('FolderObjectStore', async () => {
  const folder = newFolder();
  return {
    open: () => new FolderObjectStore(join(folder, 'not-made-yet')),
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

describe('FolderObjectStore', () => {
  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('deletes with other objects what a killed writer left a day ago, and leaves what is being written', async () => {
    const store = new FolderObjectStore(folder);
    await store.put('a', 'x');
    const parts = join(folder, '.parts');
    expect(readdirSync(parts)).toEqual([]);
    for (const name of ['old', 'new']) writeFileSync(join(parts, name), 'half');
    const aDayAgo = Date.now() / 1000 - 90_000;
    utimesSync(join(parts, 'old'), aDayAgo, aDayAgo);
    await store.delete(['a']);
    expect(readdirSync(parts)).toEqual(['new']);
  });

  it('says that a file is no folder, and that it may not write', async () => {
    writeFileSync(join(folder, 'file'), '');
    const wrong = { code: 'STARS_CONFIG_INVALID', message: expect.stringContaining(folder) };
    await expect(new FolderObjectStore(join(folder, 'file')).put('a', 'x')).rejects.toMatchObject(wrong);
    if (process.getuid?.() === 0) return;
    chmodSync(folder, 0o500);
    await expect(new FolderObjectStore(folder).put('a', 'x')).rejects.toMatchObject(wrong);
  });
});

describe('openObjectStore', () => {
  it.each([
    ['/data/archive', '/data/archive'],
    [pathToFileURL('/data/mit leer').href, '/data/mit leer'],
    ['s3://bucket', 's3://bucket'],
    ['s3://bucket/a/b/', 's3://bucket/a/b'],
  ])('opens %s', async (location, place) => {
    const store = openObjectStore(location, { env: { AWS_REGION: 'eu-central-1' } });
    expect(store.place).toBe(place);
    await store.close();
  });

  it.each(['', 's3://', 's3:///key', 'http://server/bucket', 'file://server/share'])('refuses %j', (location) => {
    expect(() => openObjectStore(location, { field: 'STARS_ARCHIVE' })).toThrow(
      expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field: 'STARS_ARCHIVE' }),
    );
  });
});
