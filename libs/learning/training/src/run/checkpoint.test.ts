import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredTensor } from '@stars/inference';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CheckpointFile } from './checkpoint.js';

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof files>();
  return { ...actual, open: vi.fn(actual.open), rename: vi.fn(actual.rename) };
});

const tensors = (seed: number): Map<string, StoredTensor> =>
  new Map([['parameter/w', { shape: [3], values: Float32Array.of(seed, -seed, 1 / 3) }]]);

let folder: string;
let checkpoint: CheckpointFile<{ step: number; sum: number }>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-checkpoint-'));
  checkpoint = new CheckpointFile(folder, 'fit');
});
afterEach(async () => {
  const actual = await vi.importActual<typeof files>('node:fs/promises');
  vi.mocked(files.open).mockImplementation(actual.open);
  vi.mocked(files.rename).mockImplementation(actual.rename);
  rmSync(folder, { recursive: true });
});

const save = (step: number) => checkpoint.save(step, { step, sum: 0.1 + 0.2 }, tensors(step));
const tensorFile = (): string => join(folder, readdirSync(folder).find((name) => name.endsWith('.safetensors'))!);

describe('CheckpointFile', () => {
  it('gives back numbers bit for bit, keeps only the last one, and can be removed', async () => {
    expect(await checkpoint.load()).toBeUndefined();
    await save(1);
    await save(2);
    expect(await checkpoint.load()).toEqual({ state: { step: 2, sum: 0.1 + 0.2 }, tensors: tensors(2) });
    expect(readdirSync(folder).sort()).toEqual(['fit-2.safetensors', 'fit.json']);
    const other = new CheckpointFile(folder, 'refit');
    await other.save(9, {}, tensors(9));
    await checkpoint.remove();
    expect(readdirSync(folder).sort()).toEqual(['refit-9.safetensors', 'refit.json']);
  });

  it('a kill between the tensors and the new head leaves the old checkpoint', async () => {
    await save(1);
    const kill = () => {
      throw new Error('killed');
    };
    vi.mocked(files.rename).mockImplementation(kill);
    await expect(save(2)).rejects.toThrow('killed');
    expect((await checkpoint.load())!.state.step).toBe(1);

    const { open } = await vi.importActual<typeof files>('node:fs/promises');
    vi.mocked(files.open).mockImplementation((path, ...rest) =>
      String(path).endsWith('.part') ? kill() : open(path, ...rest),
    );
    await expect(save(3)).rejects.toThrow('killed');
    expect((await checkpoint.load())!.state.step).toBe(1);
  });

  it('says that the disk is full and keeps the one before', async () => {
    await save(1);
    const { open } = await vi.importActual<typeof files>('node:fs/promises');
    for (const full of ['.safetensors', '.part']) {
      vi.mocked(files.open).mockImplementation(async (path, ...rest) => {
        const file = await open(path, ...rest);
        if (String(path).endsWith(full)) {
          file.sync = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
        }
        return file;
      });
      await expect(save(2)).rejects.toMatchObject({ code: 'STARS_DISK_FULL' });
      expect(readdirSync(folder).sort()).toEqual(['fit-1.safetensors', 'fit.json']);
      expect((await checkpoint.load())!.state.step).toBe(1);
    }
  });

  it.each<[string, () => void, RegExp]>([
    ['tensors missing', () => rmSync(tensorFile()), /cannot be read/],
    ['tensors truncated', () => truncateSync(tensorFile(), 10), /has 10 bytes/],
    [
      'tensors altered',
      () => {
        const bytes = readFileSync(tensorFile());
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(tensorFile(), bytes);
      },
      /differs from its digest/,
    ],
    ['the head truncated', () => truncateSync(join(folder, 'fit.json'), 20), /no JSON/],
    ['the head of another format', () => writeFileSync(join(folder, 'fit.json'), '{"format":0}'), /another format/],
    ['the head null', () => writeFileSync(join(folder, 'fit.json'), 'null'), /no JSON/],
  ])('%s is refused', async (_, damage, reason) => {
    await save(1);
    damage();
    await expect(checkpoint.load()).rejects.toMatchObject({
      code: 'STARS_MODEL_CORRUPT',
      message: expect.stringMatching(reason),
    });
  });
});
