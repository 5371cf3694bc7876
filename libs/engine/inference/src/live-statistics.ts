import { type ItemStatistics, type StatisticsPosition, TOPICS } from '@stars/contracts';
import { Freshness, type TopicFollower } from '@stars/platform';
import { followTopic } from './follow-topic.js';
import type { ServedModelDeps } from './served-model-deps.js';
import type { ServedSecondStage } from './served-second-stage.js';
import { ShareOfTime } from './share-of-time.js';

/**
 * Brings the statistics that the embedders keep to a loaded model, from their topic. States of items count as they come. Once they are
 * known to be complete, nothing is left of the training's.
 */
export class LiveStatistics {
  readonly #follower: TopicFollower;
  readonly #gauges;
  readonly #freshness: Freshness | undefined;
  #isComplete = false;
  #changed = false;
  /** Time of the latest event, ms; shown once it is settled. */
  #time: number | undefined;
  /** Settling goes over all items. */
  readonly #settling = new ShareOfTime();

  /** @param definition `statisticsNameOf` of the model. @param target The second stage of the loaded model. */
  constructor(
    private readonly tenant: string,
    definition: string,
    private readonly target: Pick<ServedSecondStage, 'put' | 'admitMet' | 'settle' | 'statistics'>,
    private readonly deps: Pick<ServedModelDeps, 'bus' | 'onError' | 'metrics' | 'clock'>,
  ) {
    const { bus, onError, metrics, clock } = deps;
    const prefix = `${tenant}/${definition}`;
    const isOurs = (key: string): boolean => key === prefix || key.startsWith(`${prefix}/`);
    this.#follower = followTopic(bus, TOPICS.itemStatistics, (message) => this.#take(message), onError, isOurs);
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
      if (await this.target.admitMet()) this.#changed = true;
    } catch (error) {
      this.deps.onError(error);
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
    const { tenant } = this;
    this.#gauges?.items.set({ tenant }, this.target.statistics.items);
    this.#gauges?.cells.set({ tenant }, this.target.statistics.cells);
    this.#gauges?.complete.set({ tenant }, this.#isComplete ? 1 : 0);
  }

  #take({ state }: ItemStatistics): void {
    if (state?.$case === 'position') this.#takePosition(state.value);
    else if (state?.$case === 'item') this.target.put(state.value);
    this.#changed = true;
  }

  #takePosition({ complete, time }: StatisticsPosition): void {
    if (complete && !this.#isComplete) this.target.statistics.dropOthers();
    this.#isComplete = complete;
    this.#time = time?.getTime();
  }
}
