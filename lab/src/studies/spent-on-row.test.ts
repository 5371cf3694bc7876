import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SpentOnRow } from './spent-on-row.js';

describe('SpentOnRow', () => {
  let folder: string;
  let now = 0;
  const path = () => join(folder, 'row.json');
  const model = () => join(folder, 'model.json');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-spent-'));
    vi.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  /** A process that works on a row for some seconds before and after its training; it is stopped, or writes the row. */
  function attempt(training: number, ranking: number, { reused = false, stopped = false } = {}) {
    using time = new SpentOnRow(path());
    now += 1000 * training;
    time.trained(model(), reused);
    now += 1000 * ranking;
    const { wall_seconds, attempts } = time.spent;
    if (!stopped) time.finish();
    return [wall_seconds, attempts];
  }

  it('counts the time of a stopped attempt', () => {
    expect(attempt(30, 2, { stopped: true })).toEqual([32, 1]);
    expect(attempt(0, 3, { reused: true })).toEqual([35, 2]);
    expect(existsSync(path())).toBe(false);
  });

  it('counts the training of a model that another row made', () => {
    expect(attempt(30, 2)).toEqual([32, 1]);
    expect(attempt(0, 3, { reused: true })).toEqual([33, 1]);
  });

  it('does not know the time of a model that no row made', () => {
    expect(attempt(0, 3, { reused: true, stopped: true })).toEqual([undefined, 1]);
    expect(attempt(0, 3, { reused: true })).toEqual([undefined, 2]);
  });
});
