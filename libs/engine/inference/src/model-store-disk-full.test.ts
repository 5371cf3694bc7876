import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ModelStore } from './model-store.js';
import { diskFullAt } from './testing/faulty-files.js';
import { saveTinyModel } from './testing/tiny-model.js';

it('says that the disk is full, leaves nothing of the new model, and keeps the old ones', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-models-'));
  const store = new ModelStore(folder);
  await saveTinyModel(store, 'old', ['a', 'b']);
  for (const full of ['weights.safetensors', 'popularity.json', 'manifest.json']) {
    const endFault = diskFullAt(full);
    try {
      for (const version of ['new', 'old']) {
        await expect(saveTinyModel(store, version, ['a', 'b', 'c'])).rejects.toMatchObject({ code: 'STARS_DISK_FULL' });
      }
    } finally {
      endFault();
    }
    expect(readdirSync(folder)).toEqual(['old']);
  }
  expect((await store.load('old')).itemIds).toEqual(['a', 'b']);
  await saveTinyModel(store, 'new', ['a']);
  expect(await store.versions()).toEqual(['new', 'old']);
  rmSync(folder, { recursive: true });
});
