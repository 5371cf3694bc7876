import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { TextCache } from './text-cache.js';

it('puts a damaged file aside, and begins anew', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-text-cache-'));
  const path = join(folder, 'text.db');
  writeFileSync(path, 'no database '.repeat(1000));
  const onWarning = vi.fn();
  const cache = TextCache.open(path, { onWarning });
  cache.putEmbeddings('m', new Map([['h', Float32Array.of(1, 2)]]));
  expect(cache.getEmbeddings('m', ['h']).get('h')).toEqual(Float32Array.of(1, 2));
  cache.close();
  expect(onWarning).toHaveBeenCalledWith(expect.stringContaining('is damaged'));
  expect(readdirSync(folder).sort()).toEqual(['text.db', expect.stringMatching(/^text\.db\.damaged-\d+$/)]);
  rmSync(folder, { recursive: true });
});
