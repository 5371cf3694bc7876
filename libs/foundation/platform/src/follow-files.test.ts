import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followFiles } from './follow-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-follow-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gives all contents when one file has changed, also where a link is swapped, and tells each problem once', async () => {
  const [cert, key] = [join(folder, 'cert'), join(folder, 'key')];
  for (const [name, text] of [
    ['one', 'key 1'],
    ['two', 'key 2'],
  ] as const) {
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(cert, 'cert 1');
  symlinkSync('one', key);
  const seen: string[] = [];
  const problems: string[] = [];
  const stop = followFiles(
    [cert, key],
    [Buffer.from('cert 1'), Buffer.from('key 1')],
    (contents) => {
      seen.push(contents.join(', '));
      if (seen.length === 2) throw new Error('of no use');
    },
    (error) => problems.push((error as NodeJS.ErrnoException).code ?? (error as Error).message),
    1,
  );
  const swap = join(folder, 'swap');
  symlinkSync('two', swap);
  renameSync(swap, key);
  await vi.waitFor(() => expect(seen).toEqual(['cert 1, key 2']));
  writeFileSync(`${cert}.part`, 'cert 2');
  renameSync(`${cert}.part`, cert);
  await vi.waitFor(() => expect(problems).toEqual(['of no use']));
  rmSync(cert);
  await vi.waitFor(() => expect(problems).toEqual(['of no use', 'ENOENT']));
  writeFileSync(`${cert}.part`, 'cert 3');
  renameSync(`${cert}.part`, cert);
  await vi.waitFor(() => expect(seen).toEqual(['cert 1, key 2', 'cert 2, key 2', 'cert 3, key 2']));
  await stop();
  expect(problems).toHaveLength(2);
});
