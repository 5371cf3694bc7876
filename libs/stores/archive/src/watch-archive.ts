import type { Logger, Metrics } from '@stars/platform';
import type { Archive } from './archive.js';
import type { ArchiveHealth } from './archive-log.js';

/**
 * Tells by metrics how far an archive is, and for how long erasures wait. It is for a process that lives on when the one that keeps
 * the archive has died. Until the returned function is called.
 */
export function watchArchive(archive: Pick<Archive, 'health'>, metrics: Metrics, logger: Logger): () => void {
  const caughtUp = metrics.gauge({
    name: 'stars_archive_caught_up_timestamp_seconds',
    help: 'The archive has everything that was on the bus at this time; of an archive that never had, the start of the process that tells it.',
  });
  const oldest = metrics.gauge({
    name: 'stars_archive_oldest_erasure_seconds',
    help: 'For how long the oldest erasure waits.',
  });
  const begun = Date.now();
  let health: ArchiveHealth = { caughtUp: null, oldestErasure: null };
  const tell = (): void => {
    caughtUp.set((health.caughtUp ?? begun) / 1000);
    oldest.set(Math.max(0, Date.now() - (health.oldestErasure ?? Number.POSITIVE_INFINITY)) / 1000);
  };
  tell();
  return metrics.beforeExposing(async () => {
    try {
      health = await archive.health();
    } catch (err) {
      // The archive stands still for all who read it, and erasures go on waiting.
      logger.warn({ err }, 'how far the archive is is unknown');
    }
    tell();
  });
}
