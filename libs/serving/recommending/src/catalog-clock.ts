import { TOPICS } from '@stars/contracts';
import { AwaitedPositions, type ConsumerGroup, type EventBus } from '@stars/event-bus';
import { repeat } from '@stars/platform';
import type { Clock } from './recommending-deps.js';

/**
 * The consumer groups that bring catalogue changes into stores and index, each after the groups that feed it.
 * The services define these names; a test of all services checks that they agree.
 */
export const CATALOG_PATH: readonly ConsumerGroup[] = [
  { group: 'catalog', topics: [TOPICS.catalog] },
  { group: 'tagger', topics: [TOPICS.catalog], feeds: [TOPICS.itemFeatures] },
  { group: 'embedder', topics: [TOPICS.itemFeatures] },
];

const EVERY_MS = 1000;

/**
 * The time up to which searches know the catalogue: once all groups on its path have handled what was there at that time, searches
 * find every change from before it. Under a feed that never pauses, it is behind by what one change takes.
 */
export class CatalogClock {
  #time: number | undefined;
  #coming: { time: number; changes: AwaitedPositions } | undefined;
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  /** ms since 1970; undefined until it is known for the first time. */
  get time(): number | undefined {
    return this.#time;
  }

  start(): void {
    void this.look();
    this.#stop = repeat(EVERY_MS, () => this.look());
  }

  stop(): void {
    void this.#stop?.();
  }

  /** A bus that is away is checked again. */
  async look(): Promise<void> {
    try {
      this.#coming ??= { time: this.clock(), changes: await AwaitedPositions.since(this.bus, CATALOG_PATH) };
      if ((await this.#coming.changes.left()).total > 0) return;
      this.#time = this.#coming.time;
      this.#coming = undefined;
    } catch {
      // The time known so far stays.
    }
  }
}
