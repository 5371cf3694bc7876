import {
  BEST_SELLER_DAYS,
  bestSellers,
  type Candidate,
  type GoingWith,
  goingWith,
  PURCHASE_DECAYS,
  type RankerStatistics,
  type Seed,
  seedItems,
  trending,
} from '@stars/ranking';
import type { ItemPlaces } from './item-places.js';
import type { SalesQuestion, ServedLists } from './served-model.js';
import { ShareOfTime } from './share-of-time.js';

interface Listed {
  items: readonly Candidate[];
  changes: number;
}

const SOLD_DAYS = 91;

/** Lists of a served model that are the same for all users, by the statistics as they are now. */
export class ItemLists implements ServedLists {
  readonly #known = new Map<string, Listed>();
  /** Sorting goes over all items. */
  readonly #sorting = new ShareOfTime();

  constructor(
    private readonly statistics: RankerStatistics & { changes: number },
    private readonly places: Pick<ItemPlaces, 'idOf' | 'placeOf'>,
    private readonly regionOf: ReadonlyMap<string, number>,
  ) {}

  selling({ days, region, growing }: SalesQuestion): readonly Candidate[] {
    const key = `${growing} ${region === '' || growing ? days : BEST_SELLER_DAYS} ${region}`;
    const before = this.#known.get(key);
    const { changes } = this.statistics;
    if (before && (before.changes === changes || !this.#sorting.isDue)) return before.items;
    if (this.#known.size >= MOST_LISTS) this.#known.clear();
    const items = this.#sorting.run(() => this.#sell(days, region, growing));
    this.#known.set(key, { items, changes });
    return items;
  }

  goingWith(seeds: readonly Seed[]): (Candidate & { because: string })[] {
    const known = seedItems(seeds, (itemId) => this.places.placeOf(itemId));
    return goingWith(this.statistics.together, known).map(({ item, score, seed }: GoingWith) => ({
      ...{ itemId: this.places.idOf(item)!, score, because: this.places.idOf(seed)! },
    }));
  }

  soldOf(itemIds: readonly string[]): number[] {
    const sold = this.statistics.purchases[PURCHASE_DECAYS.indexOf(SOLD_DAYS)]!;
    return itemIds.map((itemId) => {
      const place = this.places.placeOf(itemId);
      return place === undefined ? 0 : sold[place]!;
    });
  }

  #sell(days: number, region: string, growing: boolean): Candidate[] {
    const inRegion = region === '' ? undefined : this.statistics.regions.get(this.regionOf.get(region) ?? -1);
    if (region !== '' && !inRegion) return [];
    const found = growing ? trending(this.statistics, days, inRegion) : bestSellers(this.statistics, days, inRegion);
    return found.flatMap(({ item, score }) => {
      const itemId = this.places.idOf(item);
      return itemId === undefined ? [] : [{ itemId, score }];
    });
  }
}

/** Regions and windows that are kept at once. */
const MOST_LISTS = 50;
