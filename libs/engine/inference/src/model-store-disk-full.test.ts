import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { ModelStore } from './model-store.js';
import { saveTinyModel } from './testing/tiny-model.js';

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof files>();
  return { ...actual, open: vi.fn(actual.open) };
});

it('says that the disk is full, leaves nothing of the new model, and keeps the old ones', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-models-'));
  const store = new ModelStore(folder);
  await saveTinyModel(store, 'old', ['a', 'b']);
  const { open } = await vi.importActual<typeof files>('node:fs/promises');
  for (const full of ['weights.safetensors', 'popularity.json', 'manifest.json']) {
    vi.mocked(files.open).mockImplementation(async (path, ...rest) => {
      const file = await open(path, ...rest);
      if (String(path).endsWith(full)) {
        file.sync = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
      }
      return file;
    });
    for (const version of ['new', 'old']) {
      await expect(saveTinyModel(store, version, ['a', 'b', 'c'])).rejects.toMatchObject({ code: 'STARS_DISK_FULL' });
    }
    expect(readdirSync(folder)).toEqual(['old']);
  }
  vi.mocked(files.open).mockImplementation(open);
  expect((await store.load('old')).itemIds).toEqual(['a', 'b']);
  await saveTinyModel(store, 'new', ['a']);
  expect(await store.versions()).toEqual(['new', 'old']);
  rmSync(folder, { recursive: true });
});
