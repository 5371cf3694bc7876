import { pause, withinMs } from '@stars/platform';

export interface PartitionOffset {
  /** As on the broker. */
  topic: string;
  partition: number;
  /** The next offset to handle. */
  offset: number;
}

const AGAIN_AFTER_MS = 200;

/**
 * Commits positions in the background: one request at a time, with the latest position of each partition, so
 * that handlers do not wait for it. A position is marked only after its effect is stored.
 */
export class OffsetCommits {
  #marked = new Map<string, PartitionOffset>();
  #running: Promise<void> | undefined;
  #stopped = false;

  /** @param isOurs whether the partition is assigned to this consumer now: only then it may move the position */
  constructor(
    private readonly commit: (offsets: PartitionOffset[]) => Promise<void>,
    private readonly isOurs: (offset: PartitionOffset) => boolean,
  ) {}

  mark(offset: PartitionOffset): void {
    this.#marked.set(`${offset.topic}/${offset.partition}`, offset);
    this.#running ??= this.#run();
  }

  /** Resolves once everything marked is committed or no longer assigned, or after `ms`. */
  async flush(ms: number): Promise<void> {
    await withinMs(this.#running ?? Promise.resolve(), ms, () => new Error('late')).catch(() => undefined);
  }

  /** Stops: positions that are not committed yet stay uncommitted. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    // Positions that are marked in the same tick are sent together.
    await null;
    while (this.#marked.size > 0 && !this.#stopped) {
      const offsets = [...this.#marked.values()].filter(this.isOurs);
      const before = this.#marked;
      this.#marked = new Map();
      try {
        if (offsets.length > 0) await this.commit(offsets);
      } catch {
        // The group is between two assignments, or its coordinator is away: the positions stay due.
        this.#marked = new Map([...before, ...this.#marked]);
        await pause(AGAIN_AFTER_MS);
      }
    }
    this.#running = undefined;
  }
}
