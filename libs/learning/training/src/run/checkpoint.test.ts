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

const save = (step: number) => checkpoint.save({ step, sum: 0.1 + 0.2 }, tensors(step));
const file = (): string => join(folder, 'fit.checkpoint');

describe('CheckpointFile', () => {
  it('gives back numbers bit for bit, keeps only the last one, and can be removed', async () => {
    expect(await checkpoint.load()).toBeUndefined();
    await save(1);
    await save(2);
    expect(await checkpoint.load()).toEqual({ state: { step: 2, sum: 0.1 + 0.2 }, tensors: tensors(2) });
    expect(readdirSync(folder).sort()).toEqual(['fit.checkpoint']);
    const other = new CheckpointFile(folder, 'refit');
    await other.save({}, tensors(9));
    await checkpoint.remove();
    expect(readdirSync(folder).sort()).toEqual(['refit.checkpoint']);
  });

  it('a kill before the rename leaves the old checkpoint', async () => {
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
    faults.push(diskFullAt('.part'));
    await expect(save(2)).rejects.toMatchObject({ code: 'STARS_DISK_FULL' });
    expect(readdirSync(folder)).toEqual(['fit.checkpoint']);
    expect((await checkpoint.load())!.state.step).toBe(1);
  });

  it.each<[string, () => void, RegExp]>([
    ['its tensors truncated', () => truncateSync(file(), readFileSync(file()).length - 1), /differs from its digest/],
    [
      'its tensors altered',
      () => {
        const bytes = readFileSync(file());
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(file(), bytes);
      },
      /differs from its digest/,
    ],
    ['its head truncated', () => truncateSync(file(), 20), /cut off/],
    ['another file', () => writeFileSync(file(), '{"format":0}\n'), /differs from its digest/],
  ])('%s is refused', async (_, damage, reason) => {
    await save(1);
    damage();
    await expect(checkpoint.load()).rejects.toMatchObject({
      code: 'STARS_MODEL_CORRUPT',
      message: expect.stringMatching(reason),
    });
  });
});
