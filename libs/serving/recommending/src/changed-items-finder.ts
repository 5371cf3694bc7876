import { CandidateSource, InteractionType } from '@stars/contracts';
import { backSince, type ItemCatalog, type RecentChanges } from '@stars/item-catalog';
import type { HistoryEvent } from '@stars/profile-store';
import type { RankedItem } from '@stars/ranking';
import type { FallbackLists } from './fallback-lists.js';
import type { ItemCards } from './item-cards.js';
import type { UserRequest } from './user-request.js';

type Listed = Omit<RankedItem, 'position'>[];

/** Days. */
export const DEFAULT_WINDOW = 7;

const DAY_MS = 86_400_000;

/** Lists of items that are in stock again, or whose price dropped, within the window of the request: what interested the user last comes first. */
export class ChangedItemsFinder {
  constructor(
    private readonly catalog: Pick<ItemCatalog, 'recentChanges'>,
    private readonly fallbackLists: Pick<FallbackLists, 'findFirst' | 'findLatest'>,
    private readonly cards: Pick<ItemCards, 'renew'>,
  ) {}

  /** After what the user had to do with, what came back last. */
  async findBackInStock(asked: UserRequest): Promise<Listed> {
    const { request, user, pool, degradations } = asked;
    const source = CandidateSource.CANDIDATE_SOURCE_BACK_IN_STOCK;
    const since = windowStart(asked);
    const known = firstEvents(user.history);
    const own = await this.#find(asked, [...known.keys()], (_, changes) => {
      const back = backSince(changes, request.region);
      return back !== undefined && back >= since;
    });
    const excludeItemIds = [...request.excludeItemIds, ...own];
    const question = { by: 'back_in_stock', since, limit: pool - own.length } as const;
    const others = await this.fallbackLists.findLatest({ ...request, excludeItemIds }, question, degradations);
    return this.#listed(asked, [...own, ...others], source);
  }

  /** Only what the user was interested in before the price dropped, and did not buy since. */
  async findPriceDropped(asked: UserRequest): Promise<Listed> {
    const source = CandidateSource.CANDIDATE_SOURCE_PRICE_DROPPED;
    const since = windowStart(asked);
    const open = firstEvents(openEvents(asked.user.history));
    const own = await this.#find(asked, [...open.keys()], (itemId, { drop }) => {
      return drop !== undefined && drop.time >= since && open.get(itemId)! < drop.time;
    });
    return this.#listed(asked, own, source);
  }

  /** The first of the user's items that changed as wanted and may be in the answer. */
  async #find(
    asked: UserRequest,
    itemIds: readonly string[],
    isWanted: (itemId: string, changes: RecentChanges) => boolean,
  ): Promise<string[]> {
    const { request, user, pool, degradations } = asked;
    if (user.history.length === 0) degradations.add('STARS_UNKNOWN_USER', 'nothing is known of this user yet');
    const changes = await degradations.orElse<(RecentChanges | undefined)[]>('item catalogue', [], () =>
      this.catalog.recentChanges(request.tenantId, itemIds),
    );
    const changed = itemIds.filter((itemId, n) => changes[n] && isWanted(itemId, changes[n]));
    const found = changed.map((itemId) => ({ itemId }));
    return (await this.fallbackLists.findFirst(request, found, pool, degradations)).map(({ itemId }) => itemId);
  }

  /** Its cards say what changed: they are as new as the list. */
  async #listed(
    { request, degradations }: UserRequest,
    itemIds: readonly string[],
    source: CandidateSource,
  ): Promise<Listed> {
    await degradations.orElse('item catalogue', undefined, () => this.cards.renew(request.tenantId, itemIds));
    return itemIds.map((itemId) => ({ itemId, score: 0, source }));
  }
}

const windowStart = ({ request, time }: UserRequest): number => time - (request.windowDays ?? DEFAULT_WINDOW) * DAY_MS;

/** When each item had its first event (ms), in the order of their last ones, the latest first. @param events Oldest first */
function firstEvents(events: readonly HistoryEvent[]): ReadonlyMap<string, number> {
  return new Map(events.toReversed().map(({ itemId, time }) => [itemId, time]));
}

/** Events before which the user bought the item, or which are of items that the user never bought. */
function openEvents(history: readonly HistoryEvent[]): HistoryEvent[] {
  const isPurchase = ({ type }: HistoryEvent): boolean => type === InteractionType.INTERACTION_TYPE_PURCHASE;
  const bought = new Map(history.filter(isPurchase).map(({ itemId, time }) => [itemId, time]));
  return history.filter((event) => !isPurchase(event) && event.time > (bought.get(event.itemId) ?? 0));
}
