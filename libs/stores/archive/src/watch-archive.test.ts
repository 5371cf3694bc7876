import { createLogger, createMetrics } from '@stars/platform';
import { afterEach, expect, it, vi } from 'vitest';
import type { ArchiveHealth } from './archive-log.js';
import { watchArchive } from './watch-archive.js';

const logger = createLogger('gateway', { level: 'silent' });

afterEach(() => vi.useRealTimers());

it('tells how far the archive is and how long erasures wait, also while nobody writes or reads it', async () => {
  vi.useFakeTimers({ now: 100_000, toFake: ['Date'] });
  let health: ArchiveHealth | undefined = { caughtUp: null, oldestErasure: null };
  const metrics = createMetrics('gateway', { processMetrics: false });
  const archive = {
    async health() {
      if (!health) throw new Error('the object store is away');
      return health;
    },
  };
  watchArchive(archive, metrics, logger);
  const told = async (): Promise<unknown[]> => {
    const text = await metrics.expose();
    return ['caught_up_timestamp', 'oldest_erasure'].map((name) =>
      Number(new RegExp(`^stars_archive_${name}_seconds.* (\\S+)$`, 'm').exec(text)![1]),
    );
  };
  vi.setSystemTime(110_000);
  expect(await told()).toEqual([100, 0]);
  health = { caughtUp: 90_000, oldestErasure: 80_000 };
  expect(await told()).toEqual([90, 30]);
  vi.setSystemTime(200_000);
  expect(await told()).toEqual([90, 120]);
  health = undefined;
  vi.setSystemTime(300_000);
  expect(await told()).toEqual([90, 220]);
});
