import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folder-lock.js';

let folder: { root: string };
beforeEach(() => {
  folder = { root: mkdtempSync(join(tmpdir(), 'stars-lock-')) };
});
afterEach(() => rmSync(folder.root, { recursive: true, force: true }));

test('a second holder is refused until the first lets go', () => {
  const first = lockFolder(folder, 'train');
  expect(() => lockFolder(folder, 'train')).toThrow(expect.objectContaining({ code: 'STARS_UNAVAILABLE' }));
  first.release();
  lockFolder(folder, 'train').release();
});

test('different kinds of work do not block each other', () => {
  const training = lockFolder(folder, 'train');
  const serving = lockFolder(folder, 'serve');
  expect(() => lockFolder(folder, 'serve')).toThrow(/serve/);
  for (const lock of [training, serving]) lock.release();
});

test('a killed holder leaves nothing behind', async () => {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(new URL('../dist/folder-lock.js', import.meta.url).href)});
    lockFolder({ root: process.argv[1] }, 'import');
    // Nobody keeps the lock's handle, but it must still be held.
    globalThis.gc();
    console.log('locked');
    setInterval(() => {}, 1000);
  `;
  const holder = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script, folder.root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(holder, 'exit');
  try {
    await once(holder.stdout, 'data');
    expect(() => lockFolder(folder, 'import')).toThrow(expect.objectContaining({ code: 'STARS_UNAVAILABLE' }));
  } finally {
    holder.kill('SIGKILL');
    await exit;
  }
  lockFolder(folder, 'import').release();
});
