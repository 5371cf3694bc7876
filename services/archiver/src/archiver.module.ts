import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
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

const ARCHIVER_DEPS = Symbol('ArchiverDeps');

/** Archives what is on the bus for as long as the application runs. */
@Injectable()
class Archiver implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #keeper: ArchiveKeeper;

  constructor(@Inject(ARCHIVER_DEPS) { bus, settings, dataDir, logger, metrics }: ArchiverDeps) {
    this.#keeper = new ArchiveKeeper({
      archive: openArchive(settings, bus, dataDir),
      everyMs: settings.STARS_ARCHIVE_MINUTES * 60_000,
      eraseMs: eraseMsOf(settings),
      now: Date.now,
      logger,
      metrics,
    });
  }

  onApplicationBootstrap(): void {
    this.#keeper.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#keeper.close();
  }
}

/** Writes the messages of the bus to the archive, the long memory. */
@Module({})
export class ArchiverModule {
  static register(deps: ArchiverDeps): DynamicModule {
    return { module: ArchiverModule, providers: [{ provide: ARCHIVER_DEPS, useValue: deps }, Archiver] };
  }
}
