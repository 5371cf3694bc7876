import { createLogger, createMetrics } from '@stars/platform';
import { expect, it, vi } from 'vitest';
import type { Archive } from './archive.js';
import { ArchiveKeeper } from './archive-keeper.js';
import { EMPTY_STATE, type Erasure } from './archive-state.js';

it('erases although a topic cannot be archived, also if more users wait than a call takes arguments', async () => {
  const waits: Erasure = { id: '1', tenant: 'default', user: 'hash', time: 0, noticed: 0, ends: {} };
  let erased = 0;
  const archive = {
    state: { ...EMPTY_STATE, erasures: Array.from({ length: 300_000 }, () => waits) },
    refresh: async () => EMPTY_STATE,
    catchUp: async () => {
      throw new Error('the bus was made anew');
    },
    erase: async () => {
      archive.state.erasures = [];
      return ++erased;
    },
  };
  const metrics = createMetrics('archiver', { processMetrics: false });
  const keeper = new ArchiveKeeper({
    archive: archive as unknown as Archive,
    bus: { firstOffsets: async () => new Map() },
    ...{ everyMs: 60_000, eraseMs: 1000, now: () => 10_000, metrics },
    logger: createLogger('archiver', { level: 'silent' }),
  });
  keeper.start();
  await vi.waitFor(async () => expect(await metrics.expose()).toMatch(/stars_archive_failures_total\S* 1\n/));
  expect(erased).toBe(1);
  await keeper.close();
});

it('looks for files that nobody names when it starts, and once a day', async () => {
  let [looks, sweeps, now] = [0, 0, 0];
  const archive = {
    state: EMPTY_STATE,
    refresh: async () => EMPTY_STATE,
    catchUp: async () => {
      looks++;
      now += 43_200_000;
    },
    deleteStray: async () => sweeps++,
  };
  const keeper = new ArchiveKeeper({
    archive: archive as unknown as Archive,
    bus: { firstOffsets: async () => new Map() },
    ...{ everyMs: 1, eraseMs: 1000, now: () => now },
    metrics: createMetrics('archiver', { processMetrics: false }),
    logger: createLogger('archiver', { level: 'silent' }),
  });
  keeper.start();
  await vi.waitFor(() => expect(looks).toBeGreaterThan(4));
  await keeper.close();
  expect(sweeps).toBe(Math.ceil(looks / 2));
});
