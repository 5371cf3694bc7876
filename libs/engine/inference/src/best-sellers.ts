import { type ItemStatistics, type ItemSums, TOPICS } from '@stars/contracts';
import { entryOf, type FollowedBus, type FollowedMessage, type TopicFollower } from '@stars/platform';
import { type PopularityTable, PURCHASE_DECAYS, REGION_DAYS, WEEK } from '@stars/ranking';
import { followTopic } from './follow-topic.js';
import { ShareOfTime } from './share-of-time.js';
import { DEFAULT_STATISTICS } from './statistics-definition.js';

/** Follows what sells best lately in shops without a model, from the first question on. */
export class BestSellers {
  readonly #shops = new Map<string, ShopSales>();
  readonly #follower: TopicFollower;
  #isAsked = false;

  /** @param onError Gets the error of a state that cannot be read; it is skipped. */
  constructor(bus: FollowedBus, onError: (error: unknown) => void) {
    const take = ({ state }: ItemStatistics, { key }: FollowedMessage): void => {
      const tenant = key.slice(0, key.indexOf('/'));
      if (state?.$case === 'item') entryOf(this.#shops, tenant, () => new ShopSales()).put(state.value);
    };
    const isCounted = (key: string): boolean => key.split('/')[1] === DEFAULT_STATISTICS;
    this.#follower = followTopic(bus, TOPICS.itemStatistics, take, onError, isCounted);
  }

  /** The first call waits for the bus. */
  async read(tenant: string): Promise<PopularityTable> {
    if (!this.#isAsked) {
      await this.#follower.catchUp();
      this.#isAsked = true;
    }
    return this.#shops.get(tenant)?.table ?? NOTHING_SOLD;
  }

  /** Reads what is new, if anybody has asked. */
  async catchUp(): Promise<void> {
    if (this.#isAsked) await this.#follower.catchUp();
  }
}

const NOTHING_SOLD: PopularityTable = { global: [], byRegion: {} };

/** What is kept of an item, as of its day. */
interface Sales extends Pick<ItemSums, 'day' | 'regions'> {
  /** Purchases, and other events, of a week. */
  sold: number;
  met: number;
}

/** What sells best lately in one shop, by the statistics of all users. */
export class ShopSales {
  readonly #items = new Map<string, Sales>();
  #latest = Number.NEGATIVE_INFINITY;
  #table = NOTHING_SOLD;
  #changed = false;
  /** Sorting goes over all items. */
  readonly #sorting = new ShareOfTime();

  /** Replaces all that is known of an item. */
  put({ itemId, day, decayed, evidence, regions }: ItemSums): void {
    const met = evidence.reduce((sum, { sums }) => sum + (sums[0] ?? 0), 0);
    this.#items.set(itemId, { day, regions: [...regions], sold: decayed[WEEK] ?? 0, met });
    this.#latest = Math.max(this.#latest, day);
    this.#changed = true;
  }

  /**
   * By purchases of a week; equals, and what nobody bought, by other events. Of each region, by purchases of a month. New after a moment
   * if sorting takes long.
   */
  get table(): PopularityTable {
    if (!this.#changed || !this.#sorting.isDue) return this.#table;
    this.#changed = false;
    this.#table = this.#sorting.run(() => this.sorted());
    return this.#table;
  }

  /** The same, at once. */
  sorted(): PopularityTable {
    const everywhere: Ranked[] = [];
    const regional = new Map<string, Ranked[]>();
    for (const [itemId, { day, sold, met, regions }] of this.#items) {
      const age = this.#latest - day;
      const [week, month] = [Math.exp(-age / PURCHASE_DECAYS[WEEK]), Math.exp(-age / REGION_DAYS)];
      everywhere.push({ itemId, sold: Math.fround(sold * week), met: Math.fround(met * week) });
      for (const { region, sum } of regions) {
        if (region === '') continue;
        entryOf(regional, region, (): Ranked[] => []).push({ itemId, sold: Math.fround(sum * month), met: 0 });
      }
    }
    const byRegion = Object.fromEntries([...regional].map(([region, items]) => [region, bestFirst(items)]));
    const highest = everywhere.reduce((most, { sold }) => Math.max(most, sold), 0);
    const sellers = everywhere.filter(({ sold }) => sold > 0);
    const shares = new Map(sellers.map(({ itemId, sold }) => [itemId, sold / highest]));
    return { global: bestFirst(everywhere), byRegion, shares };
  }
}

/** In single precision: sums of the same purchases are equal, whatever the order in which they were added. */
interface Ranked {
  itemId: string;
  sold: number;
  met: number;
}

const bestFirst = (items: readonly Ranked[]): string[] =>
  items
    .filter(({ sold, met }) => sold > 0 || met > 0)
    .sort((a, b) => b.sold - a.sold || b.met - a.met || (a.itemId < b.itemId ? -1 : 1))
    .map(({ itemId }) => itemId);
