import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '@stars/contracts';
import { DuckDb } from '@stars/duckdb';
import { expect, it, vi } from 'vitest';
import { kindNamed } from './archive-kind.js';
import { RowWriter } from './row-writer.js';

it('holds few bytes of large messages, however few rows they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-row-writer-'));
  const append = vi.spyOn(DuckDb.prototype, 'append');
  try {
    await using writer = await RowWriter.open(kindNamed('item'), folder);
    const value = Buffer.alloc(6 * 1024 * 1024, 1);
    for (let offset = 0; offset < 7; offset++) {
      const message = { topic: TOPICS.catalog, partition: 0, offset, key: 'k', id: `${offset}`, value, headers: {} };
      const row = { tenant: 'default', time: 0, values: [`item-${offset}`, 1n, false, 'AQ=='] };
      await writer.add(message, row);
    }
    expect(append).toHaveBeenCalledTimes(2);
    const [written] = await writer.write(join(folder, 'rows'));
    expect(written).toMatchObject({ rows: 7, tenant: 'default', day: '1970-01-01' });
  } finally {
    append.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
});
