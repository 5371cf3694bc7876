import { type DynamicModule, Module } from '@nestjs/common';
import { ArchiveKeeper, type ArchiveSettings, eraseMsOf, openArchive } from '@stars/archive';
import type { EventBus } from '@stars/event-bus';
import type { Logger, Metrics } from '@stars/platform';

export interface ArchiverDeps {
  bus: EventBus;
  settings: ArchiveSettings;
  /** Where the key of the archive is, unless the settings have one. */
  dataDir: string;
  logger: Logger;
  metrics: Metrics;
}

/** Writes the messages of the bus to the archive, the long memory, for as long as the application runs. */
@Module({})
export class ArchiverModule {
  static register({ bus, settings, dataDir, logger, metrics }: ArchiverDeps): DynamicModule {
    const start = () => {
      const keeper = new ArchiveKeeper({
        bus,
        archive: openArchive(settings, bus, dataDir),
        everyMs: settings.STARS_ARCHIVE_MINUTES * 60_000,
        eraseMs: eraseMsOf(settings),
        now: Date.now,
        logger,
        metrics,
      });
      return { onApplicationBootstrap: () => keeper.start(), onModuleDestroy: () => keeper.close() };
    };
    return { module: ArchiverModule, providers: [{ provide: ArchiveKeeper, useFactory: start }] };
  }
}
