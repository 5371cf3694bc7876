import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedVectorIndex } from './embedded.js';

/** The built file: a child process runs no TypeScript. */
const WRITER = fileURLToPath(new URL('../dist/upsert-until-killed.js', import.meta.url));
const ITEMS = 200;

describe('embedded: kill -9 in the middle of writing', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-crash-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Starts the writer, kills it some time after its first acknowledged rounds, and returns the last of these. */
  async function writeUntilKilled(path: string, afterMs: number): Promise<number> {
    const child = spawn(process.execPath, [WRITER, path, String(ITEMS)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const closed = once(child, 'close');
    await Promise.race([once(child.stdout, 'data'), closed]);
    setTimeout(() => child.kill('SIGKILL'), afterMs);
    await closed;
    expect(errors).toBe('');
    expect(child.signalCode).toBe('SIGKILL');
    // Whole lines only: the last one may have been cut.
    return Number(output.split('\n').at(-2) ?? 0);
  }

  it('leaves whole rounds only, and every acknowledged one', async () => {
    const path = join(folder, 'stars.db');
    for (const afterMs of [20, 61, 97, 143, 211]) {
      const acknowledged = await writeUntilKilled(path, afterMs);
      expect(acknowledged).toBeGreaterThan(0);
      const index = EmbeddedVectorIndex.open(path);
      try {
        const itemIds = Array.from({ length: ITEMS }, (_, i) => `item-${i}`);
        const vectors = await index.getVectors('default', 'crash', itemIds);
        const found = new Set(vectors.flatMap((vector) => [...vector!]));
        expect(found.size).toBe(1);
        const round = [...found][0]!;
        // The round after the last acknowledged one may be there too: it was written, and the process died before it said so.
        expect([acknowledged, acknowledged + 1]).toContain(round);
        expect(await index.count('default', 'crash')).toBe(ITEMS);
        const [hits] = await index.search('default', {
          modelVersion: 'crash',
          queries: [new Float32Array(64).fill(1)],
          k: 2 * ITEMS,
          filter: { expression: { $case: 'range', value: { field: 'price', min: round, max: round } } },
        });
        expect(hits).toHaveLength(ITEMS);
        await index.dropCollection('default', 'crash');
      } finally {
        await index.close();
      }
    }
  });
});
