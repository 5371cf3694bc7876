import type { EventBus } from '@stars/event-bus';
import { type BackOff, backOffMs, type Logger, type Metrics, pause } from '@stars/platform';
import type { Archive } from './archive.js';
import { ARCHIVE_KINDS } from './archive-kind.js';
import { oldestErasure } from './archive-state.js';
import { lostMessages } from './retain.js';

export interface ArchiveKeeperOptions {
  archive: Archive;
  bus: Pick<EventBus, 'firstOffsets'>;
  /** Between two looks at the bus, ms. */
  everyMs: number;
  /** Within what time an erasure is carried out, ms. */
  eraseMs: number;
  now: () => number;
  backOff?: BackOff;
  logger: Logger;
  metrics: Metrics;
}

const BACK_OFF: BackOff = { firstMs: 1000, mostMs: 60_000 };
const SWEEP_MS = 86_400_000;

/**
 * Keeps an archive in step with the bus for as long as the process runs. Whatever fails is tried again with growing waits: the
 * bus has it.
 */
export class ArchiveKeeper {
  readonly #metrics: ReturnType<typeof archiveMetrics>;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  /** By topic, what the bus dropped before it was archived, as counted by attempts that failed. */
  readonly #lost = new Map<string, number>();
  /** At the start, too: processes that restart every day would never do it. */
  #swept = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: ArchiveKeeperOptions) {
    this.#metrics = archiveMetrics(options.metrics);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves once the work in progress has ended. What it planned, the next one finishes. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await this.#step(signal);
        failures = 0;
      } catch (err) {
        if (signal.aborted) return;
        failures++;
        this.#metrics.failures.inc();
        this.options.logger.warn({ err, failures }, 'the archive is behind; the bus keeps what it lacks');
      }
      await pause(failures > 0 ? backOffMs(failures, this.options.backOff ?? BACK_OFF) : this.#waitMs(), signal);
    }
  }

  async #step(signal: AbortSignal): Promise<void> {
    const { archive, now } = this.options;
    try {
      await this.#catchUp(signal);
    } finally {
      // A topic that cannot be archived holds up no erasure.
      await this.#eraseIfDue(signal);
    }
    if (now() - this.#swept >= SWEEP_MS) {
      await archive.deleteStray(signal);
      this.#swept = now();
    }
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    const { archive, bus, logger } = this.options;
    for (const [topic, messages] of await lostMessages(bus, await archive.refresh(signal))) {
      this.#lost.set(topic, Math.max(messages, this.#lost.get(topic) ?? 0));
    }
    await archive.catchUp(signal);
    for (const [topic, messages] of this.#lost) {
      this.#metrics.lost.inc({ topic }, messages);
      if (messages > 0) logger.error({ topic, messages }, 'the bus dropped messages before they were archived');
    }
    this.#lost.clear();
    this.#tell();
  }

  async #eraseIfDue(signal: AbortSignal): Promise<void> {
    const { archive, eraseMs, now, logger } = this.options;
    if (now() - oldestErasure(archive.state.erasures) < eraseMs / 2) return;
    const erased = await archive.erase(signal);
    logger.info({ erased }, 'erasures were carried out in the archive');
    this.#tell();
  }

  /** An erasure may be due before the next look. */
  #waitMs(): number {
    const { archive, everyMs, eraseMs, now } = this.options;
    const due = oldestErasure(archive.state.erasures) + eraseMs / 2 - now();
    return Math.max(Math.min(everyMs, due), Math.min(everyMs, 1000));
  }

  #tell(): void {
    const { files, positions, unreadable, erasures } = this.options.archive.state;
    for (const { name, topic } of ARCHIVE_KINDS) {
      const ofKind = files.filter(({ kind }) => kind === name);
      const sum = (of: 'rows' | 'bytes'): number => ofKind.reduce((total, file) => total + file[of], 0);
      this.#metrics.files.set({ kind: name }, ofKind.length);
      this.#metrics.rows.set({ kind: name }, sum('rows'));
      this.#metrics.bytes.set({ kind: name }, sum('bytes'));
      for (const [partition, offset] of Object.entries(positions[topic] ?? {})) {
        this.#metrics.position.set({ topic, partition }, offset);
      }
    }
    this.#metrics.unreadable.set(unreadable);
    this.#metrics.erasures.set(erasures.length);
  }
}

function archiveMetrics(metrics: Metrics) {
  return {
    files: metrics.gauge({ name: 'stars_archive_files', help: 'Files of the archive.', labels: ['kind'] }),
    rows: metrics.gauge({ name: 'stars_archive_rows', help: 'Rows of the archive.', labels: ['kind'] }),
    bytes: metrics.gauge({ name: 'stars_archive_bytes', help: 'Size of the archive.', labels: ['kind'] }),
    position: metrics.gauge({
      name: 'stars_archive_position',
      help: 'The next offset of a partition that is not archived yet.',
      labels: ['topic', 'partition'],
    }),
    unreadable: metrics.gauge({
      name: 'stars_archive_unreadable_messages',
      help: 'Messages that the archive does not have because nobody can read them; dead letters have them.',
    }),
    failures: metrics.counter({
      name: 'stars_archive_failures_total',
      help: 'Attempts to archive that failed and are made again.',
    }),
    lost: metrics.counter({
      name: 'stars_archive_lost_messages_total',
      help: 'Messages that the bus dropped before they were archived.',
      labels: ['topic'],
    }),
    erasures: metrics.gauge({ name: 'stars_archive_erasures_waiting', help: 'Erasures that are to be carried out.' }),
  };
}
