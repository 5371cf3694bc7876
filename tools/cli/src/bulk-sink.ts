import { type Archive, type ArchiveImport, BULK_TOPICS } from '@stars/archive';
import { type ImportSink, rowsOfParquet } from '@stars/datasets';

/** Below this, counting the statistics of an old archive again would take longer than handling the events one by one. */
export const BULK_ROWS = 100_000;

export interface BulkOptions {
  /** Paths by topic. */
  files: Readonly<Record<string, string | undefined>>;
  /** Rows of a file that is large (default: `BULK_ROWS`). */
  bulkRows?: number | undefined;
  /** Called before the rows of a topic are sorted and stored. */
  onStore?: () => void;
  signal: AbortSignal;
}

type Readable<Sink extends ImportSink> = Sink & Required<Pick<Sink, 'read'>>;
type Published = ReturnType<ImportSink['publish']>;

/**
 * The target of an import: the bus, but for events and pages of large Parquet files, which go to the archive. Dispose of it.
 * docs/decisions/0007-imports-are-staged-and-paced.md
 */
export class BulkSink implements Required<ImportSink>, AsyncDisposable {
  readonly #open = new Map<string, Promise<ArchiveImport | undefined>>();
  /** Topics whose messages the archive has got. */
  readonly archived = new Set<string>();

  constructor(
    private readonly bus: Readable<ImportSink>,
    private readonly archive: Archive,
    private readonly options: BulkOptions,
  ) {}

  async publish(...[topic, messages]: Parameters<ImportSink['publish']>): Published {
    const archiving = await this.#importOf(topic);
    if (archiving === undefined) return this.bus.publish(topic, messages);
    await archiving.add(messages);
    return { appended: messages.length, duplicates: 0 };
  }

  async settle(topic: string): Promise<Awaited<Published> | undefined> {
    const archiving = await this.#open.get(topic);
    if (archiving === undefined) return undefined;
    this.options.onStore?.();
    const result = await archiving.commit(this.options.signal);
    await archiving[Symbol.asyncDispose]();
    this.#open.delete(topic);
    this.archived.add(topic);
    return result;
  }

  read(options: { topic: string }): ReturnType<Required<ImportSink>['read']> {
    return this.bus.read(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opening of this.#open.values()) await (await opening)?.[Symbol.asyncDispose]();
  }

  #importOf(topic: string): Promise<ArchiveImport | undefined> {
    const known = this.#open.get(topic) ?? this.#begin(topic);
    this.#open.set(topic, known);
    return known;
  }

  async #begin(topic: string): Promise<ArchiveImport | undefined> {
    return (await this.#isLarge(topic)) ? this.archive.beginImport(topic, this.options.signal) : undefined;
  }

  async #isLarge(topic: string): Promise<boolean> {
    const { files, bulkRows = BULK_ROWS } = this.options;
    const file = BULK_TOPICS.includes(topic) ? files[topic] : undefined;
    return file !== undefined && /\.(parquet|pq)$/i.test(file) && (await rowsOfParquet(file)) >= bulkRows;
  }
}
