import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutWindows, eachHistory, InteractionLogBuilder, MemoryHistories } from '@stars/features';
import { createRandom } from '@stars/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HistoryFiles } from './history-files.js';

const random = createRandom(3);
const builder = new InteractionLogBuilder();
for (let i = 0; i < 5000; i++) {
  builder.add({
    userId: `u${Math.floor(random() ** 3 * 200)}`,
    itemId: `i${Math.floor(random() * 40)}`,
    type: Math.floor(random() * 4),
    time: Math.floor(random() * 300) * 3_600_000,
    region: random() < 0.3 ? 'south' : '',
    sessionId: '',
  });
}
const log = builder.build();
// Every fifth item is not learned.
const itemRow = Int32Array.from(log.items, (_, i) => (i % 5 === 0 ? -1 : i));
const memory = new MemoryHistories(log, itemRow);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stars-histories-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (cacheBytes?: number) =>
  HistoryFiles.write(join(root, 'histories'), eachHistory(log, itemRow), log.regions, cacheBytes);

describe('HistoryFiles', () => {
  it('reads the same as from memory, in any order, with a large cache and with none', () => {
    for (const cacheBytes of [undefined, 0]) {
      const files = write(cacheBytes);
      expect(files.count).toBe(memory.count);
      expect(files.regions).toEqual(memory.regions);
      for (let n = 0; n < 1000; n++) {
        const index = Math.floor(random() * memory.count);
        expect(files.read(index)).toEqual(memory.read(index));
        expect(files.starts(index)).toEqual(memory.starts(index));
      }
      files.remove();
      expect(existsSync(join(root, 'histories'))).toBe(false);
    }
  });

  it('never holds more than its cache and the requested history', () => {
    const bytes = (index: number): number => 17 * memory.read(index).item.length + 4 * memory.read(index).starts.length;
    const files = write(2000);
    for (let index = 0; index < memory.count; index++) {
      files.read(index);
      expect(files.cachedBytes).toBeLessThanOrEqual(Math.max(2000, bytes(index)));
    }
    // A history that is often requested stays cached.
    const kept = files.read(memory.count - 1);
    expect(files.read(memory.count - 1)).toBe(kept);
    files.remove();
  });

  it('plans the same windows', () => {
    const files = write(0);
    const windows = (store: HistoryFiles | MemoryHistories) => {
      const list = cutWindows(store, 30, createRandom(1));
      return Array.from({ length: list.length }, (_, i) => list.at(i));
    };
    expect(windows(files)).toEqual(windows(memory));
    files.remove();
  });

  it('removes the files of an earlier run', () => {
    write();
    const files = HistoryFiles.write(join(root, 'histories'), [], ['']);
    expect(files.count).toBe(0);
    files.remove();
  });
});
