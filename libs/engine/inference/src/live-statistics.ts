import { decodeMessage, type ItemSums, type StatisticsPosition, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { type FollowedBus, type FollowedMessage, Freshness, type Metrics, TopicFollower } from '@stars/platform';
import { ShareOfTime } from './share-of-time.js';

/** What live statistics go to: a loaded second stage. */
export interface StatisticsTarget {
  /** Replaces what is known of an item. */
  put(sums: ItemSums): void;
  /** Reads what else must be known of new items before they count. @returns whether any counts now */
  admit(): Promise<boolean>;
  settle(): void;
  readonly statistics: { dropOthers(): void; readonly items: number; readonly cells: number };
}

/** Whose statistics, and by which definition. */
export interface StatisticsName {
  tenant: string;
  /** `statisticsNameOf` of the model. */
  definition: string;
}

export interface LiveStatisticsOptions {
  /** Gets the error of a state that cannot be read; it is skipped. */
  onError: (error: unknown) => void;
  metrics?: Metrics;
  /** The clock of the age of events, ms. */
  clock?: () => number;
}

/**
 * Brings the statistics that the embedders keep to a loaded model, from their topic. States of items count as they come. Once they are
 * known to be complete, nothing is left of the training's.
 */
export class LiveStatistics {
  readonly #follower: TopicFollower;
  readonly #prefix: string;
  readonly #gauges;
  readonly #freshness: Freshness | undefined;
  #isComplete = false;
  #changed = false;
  /** Time of the latest event, ms; shown once it is settled. */
  #time: number | undefined;
  /** Settling goes over all items. */
  readonly #settling = new ShareOfTime();

  constructor(
    bus: FollowedBus,
    private readonly name: StatisticsName,
    private readonly target: StatisticsTarget,
    private readonly options: LiveStatisticsOptions,
  ) {
    this.#prefix = `${name.tenant}/${name.definition}`;
    this.#follower = new TopicFollower(bus, TOPICS.itemStatistics, (value, message) => this.#take(value, message));
    const { metrics, clock } = options;
    this.#freshness = metrics && new Freshness(metrics, clock);
    this.#gauges = metrics && {
      items: metrics.gauge({
        name: 'stars_statistics_items',
        help: 'Items whose statistics are live: those that the served model has learned, and those met since.',
        labels: ['tenant'],
      }),
      cells: metrics.gauge({
        name: 'stars_statistics_region_cells',
        help: 'Statistics by region and item that are held.',
        labels: ['tenant'],
      }),
      complete: metrics.gauge({
        name: 'stars_statistics_complete',
        help: '1 if the statistics of all items are live, 0 while those of the training answer.',
        labels: ['tenant'],
      }),
    };
    // Also where nobody counts, and nothing comes.
    this.#report();
  }

  /** Reads what is new. It is in the answers then, or soon: at once if `now`. */
  async catchUp(now = true): Promise<void> {
    await this.#follower.catchUp();
    const admitted = this.#admit();
    // A poll does not wait for the catalogue: the next one has the items.
    if (now) await admitted;
    if (this.#changed && (now || this.#settling.isDue)) this.#settle();
  }

  async #admit(): Promise<void> {
    try {
      if (await this.target.admit()) this.#changed = true;
    } catch (error) {
      this.options.onError(error);
    }
  }

  #settle(): void {
    this.#changed = false;
    this.#settling.run(() => this.target.settle());
    this.#freshness?.reached({ flow: 'interaction', stage: 'in_statistics' }, [this.#time]);
    this.#time = undefined;
    this.#report();
  }

  #report(): void {
    const { tenant } = this.name;
    this.#gauges?.items.set({ tenant }, this.target.statistics.items);
    this.#gauges?.cells.set({ tenant }, this.target.statistics.cells);
    this.#gauges?.complete.set({ tenant }, this.#isComplete ? 1 : 0);
  }

  #take(value: Uint8Array, { key }: FollowedMessage): void {
    if (key !== this.#prefix && !key.startsWith(`${this.#prefix}/`)) return;
    try {
      const { state } = decodeMessage(TOPICS.itemStatistics, value);
      if (state?.$case === 'position') this.#takePosition(state.value);
      else if (state?.$case === 'item') this.target.put(state.value);
      this.#changed = true;
    } catch (error) {
      if (!isStarsError(error)) throw error;
      this.options.onError(error);
    }
  }

  #takePosition({ complete, time }: StatisticsPosition): void {
    if (complete && !this.#isComplete) this.target.statistics.dropOthers();
    this.#isComplete = complete;
    this.#time = time?.getTime();
  }
}
