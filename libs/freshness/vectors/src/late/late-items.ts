import { backOffMs, entryOf } from '@stars/platform';
import type { LiveModel } from '../live/live-models.js';

/** The largest number of waiting pairs of user and item: beyond it, none is added until some are gone. */
const MOST_WAITING = 100_000;
/** Items of one check. */
const ITEMS_A_LOOK = 1000;
const PAUSES = { firstMs: 1000, mostMs: 300_000 };
/** Items do not come together, so their pauses need no randomness. */
const MEAN = 0.5;
/** After so many checks, in about half an hour, an item is given up; a later event of its user waits for it again. */
const MOST_LOOKS = 12;

interface Waiting {
  userIds: Set<string>;
  looks: number;
  /** ms of the clock. */
  nextAt: number;
}

/**
 * Items in histories whose features are not there yet, by model: for example a product that is bought in the seconds of its
 * tagging. Once the model can read the item, its users' vectors are made again.
 */
export class LateItems {
  readonly #waiting = new Map<LiveModel, Map<string, Waiting>>();
  #pairs = 0;

  /** @param now ms of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The user's vectors were made without the item. */
  add(live: LiveModel, itemId: string, userId: string): void {
    if (this.#pairs >= MOST_WAITING) return;
    const items = entryOf(this.#waiting, live, () => new Map<string, Waiting>());
    const begin = (): Waiting => ({ userIds: new Set(), looks: 0, nextAt: this.now() + PAUSES.firstMs });
    const { userIds } = entryOf(items, itemId, begin);
    if (!userIds.has(userId)) this.#pairs++;
    userIds.add(userId);
  }

  /** Models with waiting users. */
  models(): LiveModel[] {
    return [...this.#waiting.keys()];
  }

  /** Items to check now; items that are not found are due again after a pause that doubles. */
  due(live: LiveModel): string[] {
    const now = this.now();
    const due: string[] = [];
    for (const [itemId, item] of this.#waiting.get(live) ?? []) {
      if (due.length >= ITEMS_A_LOOK) break;
      if (item.nextAt > now) continue;
      if (item.looks >= MOST_LOOKS) {
        this.take(live, [itemId]);
        continue;
      }
      item.nextAt = now + backOffMs(++item.looks + 1, PAUSES, MEAN);
      due.push(itemId);
    }
    return due;
  }

  /** The users that wait for any of the items. Their waiting ends. */
  take(live: LiveModel, itemIds: readonly string[]): string[] {
    const items = this.#waiting.get(live);
    const users = new Set<string>();
    for (const itemId of itemIds) {
      const userIds = items?.get(itemId)?.userIds;
      if (!userIds) continue;
      this.#pairs -= userIds.size;
      items!.delete(itemId);
      for (const userId of userIds) users.add(userId);
    }
    if (items?.size === 0) this.#waiting.delete(live);
    return [...users];
  }

  /** Forgets a model that is no longer live. */
  forget(live: LiveModel): void {
    this.take(live, [...(this.#waiting.get(live)?.keys() ?? [])]);
  }
}
