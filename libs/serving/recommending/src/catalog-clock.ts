import { TOPICS } from '@stars/contracts';
import { type EventBus } from '@stars/event-bus';
import type { Clock } from './recommending-deps.js';

/**
 * Who brings catalogue changes into stores and index, by consumer group, each after those that feed it. The groups' own services
 * name them; a test of all services holds the names together.
 */
export const CATALOG_PATH: readonly { group: string; topics: readonly string[] }[] = [
  { group: 'catalog', topics: [TOPICS.catalog] },
  { group: 'tagger', topics: [TOPICS.catalog] },
  { group: 'embedder', topics: [TOPICS.itemFeatures] },
];

const EVERY_MS = 1000;

/**
 * Until when the catalogue is known: whenever nobody on its path has anything left to do, every change from before that look
 * is in what searches find. While changes are on their way, it stands still.
 */
export class CatalogClock {
  #time: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  /** ms since 1970; undefined until it is known for the first time. */
  get time(): number | undefined {
    return this.#time;
  }

  start(): void {
    const next = (): void => {
      this.#timer = setTimeout(() => {
        this.look().finally(() => this.#timer && next());
      }, EVERY_MS).unref();
    };
    void this.look();
    next();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A bus that is away is looked at again. */
  async look(): Promise<void> {
    const time = this.clock();
    try {
      for (const { group, topics } of CATALOG_PATH) {
        const lags = await this.bus.lag(group, topics);
        if ([...lags.values()].some((lag) => lag > 0)) return;
      }
      this.#time = time;
    } catch {
      // Then it is not known to be later than it was.
    }
  }
}
