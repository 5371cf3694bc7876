import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredTensor } from '@stars/inference';
import { diskFullAt, replaceFileFunction } from '@stars/inference/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointFile } from './checkpoint.js';

const tensors = (seed: number): Map<string, StoredTensor> =>
  new Map([['parameter/w', { shape: [3], values: Float32Array.of(seed, -seed, 1 / 3) }]]);

let folder: string;
let checkpoint: CheckpointFile<{ step: number; sum: number }>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-checkpoint-'));
  checkpoint = new CheckpointFile(folder, 'fit');
});
afterEach(() => {
  endFaults();
  rmSync(folder, { recursive: true });
});

let faults: (() => void)[] = [];
function endFaults(): void {
  for (const end of faults.reverse()) end();
  faults = [];
}

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
    faults.push(replaceFileFunction('rename', () => kill));
    await expect(save(2)).rejects.toThrow('killed');
    expect((await checkpoint.load())!.state.step).toBe(1);

    faults.push(
      replaceFileFunction(
        'open',
        (open) =>
          (path, ...rest) =>
            String(path).endsWith('.part') ? kill() : open(path, ...rest),
      ),
    );
    await expect(save(3)).rejects.toThrow('killed');
    expect((await checkpoint.load())!.state.step).toBe(1);
  });

  it('says that the disk is full and keeps the one before', async () => {
    await save(1);
    for (const full of ['.safetensors', '.part']) {
      faults.push(diskFullAt(full));
      await expect(save(2)).rejects.toMatchObject({ code: 'STARS_DISK_FULL' });
      expect(readdirSync(folder).sort()).toEqual(['fit-1.safetensors', 'fit.json']);
      expect((await checkpoint.load())!.state.step).toBe(1);
      endFaults();
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
