import { TOPICS } from '@stars/contracts';
import { type EventBus } from '@stars/event-bus';
import { repeat } from '@stars/platform';
import type { Clock } from './recommending-deps.js';

/**
 * The consumer groups that bring catalogue changes into stores and index, each after the groups that feed it.
 * The services define these names; a test of all services checks that they agree.
 */
export const CATALOG_PATH: readonly { group: string; topics: readonly string[] }[] = [
  { group: 'catalog', topics: [TOPICS.catalog] },
  { group: 'tagger', topics: [TOPICS.catalog] },
  { group: 'embedder', topics: [TOPICS.itemFeatures] },
];

const EVERY_MS = 1000;

/**
 * The time up to which searches know the catalogue: if no group on its path has a lag, searches find every change
 * from before that check. While changes are on their way, the clock stands still.
 */
export class CatalogClock {
  #time: number | undefined;
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
    const time = this.clock();
    try {
      for (const { group, topics } of CATALOG_PATH) {
        const lags = await this.bus.lag(group, topics);
        if ([...lags.values()].some((lag) => lag > 0)) return;
      }
      this.#time = time;
    } catch {
      // The time known so far stays.
    }
  }
}
