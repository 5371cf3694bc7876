import type { CatalogItem, ItemDetails } from '@stars/contracts';
import { effectivePrice, type ItemCatalog, type RecentChanges } from '@stars/item-catalog';
import { saysUnusable } from '@stars/platform';
import { LRUCache } from 'lru-cache';

/** What an answer says of an item. */
export interface ItemCard {
  title: string;
  brand: string;
  /** Broad to fine. */
  category: readonly string[];
  details: ItemDetails;
  /** The same for all variants of a product. */
  itemGroupId?: string | undefined;
  /** What changed of it lately, if anything did. */
  changes?: RecentChanges | undefined;
}

/** ms. Younger cards are given as they are; older ones are given and refreshed in the background. Cards older than `believed` are asked for first. */
const FRESH_MS = 30_000;
const BELIEVED_MS = 600_000;
/** Cards that are kept (least recently used are dropped first). Some 300 bytes each, and what links take. */
const MOST_CARDS = 100_000;
/** Items of one background refresh; others wait for the next answer that names them. */
const MOST_REFRESHED = 500;

interface Kept {
  card: ItemCard;
  /** ms of the clock. */
  at: number;
}

/**
 * Titles and categories from memory: pages name the same few hundred items again and again. A change shows within half
 * a minute or, if nobody asked for the item for a while, from the second answer on. While the catalogue is away, the last known card is given.
 */
export class ItemCards {
  readonly #kept = new LRUCache<string, Kept>({ max: MOST_CARDS });
  readonly #refreshing = new Set<string>();
  readonly #withVariants = new Set<string>();
  /** ms of a clock that never goes back. */
  now = (): number => performance.now();

  constructor(private readonly catalog: Pick<ItemCatalog, 'get' | 'recentChanges'>) {}

  /**
   * In the order of the ids; undefined for an item that the catalogue does not have.
   * Errors: those of the catalogue, if it is needed and one of the items was never known.
   */
  async get(tenant: string, itemIds: readonly string[]): Promise<(ItemCard | undefined)[]> {
    const now = this.now();
    const cards = new Array<ItemCard | undefined>(itemIds.length);
    const missing: number[] = [];
    const old: string[] = [];
    itemIds.forEach((itemId, at) => {
      const kept = this.#kept.get(keyOf(tenant, itemId));
      if (kept === undefined || now - kept.at > BELIEVED_MS) missing.push(at);
      else if (now - kept.at > FRESH_MS) old.push(itemId);
      cards[at] = kept?.card;
    });
    if (old.length > 0) this.#refresh(tenant, old);
    if (missing.length === 0) return cards;
    try {
      const found = await this.#ask(
        tenant,
        missing.map((at) => itemIds[at]!),
      );
      missing.forEach((at, i) => {
        cards[at] = found[i];
      });
    } catch (error) {
      if (!saysUnusable(error) || missing.some((at) => cards[at] === undefined)) throw error;
    }
    return cards;
  }

  /** Reads cards anew, so that the next `get` gives them as they are now. Errors: those of the catalogue. */
  async renew(tenant: string, itemIds: readonly string[]): Promise<void> {
    if (itemIds.length > 0) await this.#ask(tenant, itemIds);
  }

  /** Whether the tenant has products with variants, as far as was seen. */
  haveVariants(tenant: string): boolean {
    return this.#withVariants.has(tenant);
  }

  /** Nobody awaits this: if the catalogue is away, the cards stay as they are. */
  #refresh(tenant: string, itemIds: readonly string[]): void {
    const asked: string[] = [];
    for (const itemId of itemIds) {
      const key = keyOf(tenant, itemId);
      if (this.#refreshing.size >= MOST_REFRESHED) break;
      if (this.#refreshing.has(key)) continue;
      this.#refreshing.add(key);
      asked.push(itemId);
    }
    if (asked.length === 0) return;
    this.#ask(tenant, asked)
      .catch(() => undefined)
      .finally(() => {
        for (const itemId of asked) this.#refreshing.delete(keyOf(tenant, itemId));
      });
  }

  async #ask(tenant: string, itemIds: readonly string[]): Promise<(ItemCard | undefined)[]> {
    const [items, changes] = await Promise.all([
      this.catalog.get(tenant, itemIds),
      this.catalog.recentChanges(tenant, itemIds),
    ]);
    const at = this.now();
    return items.map((item, i) => {
      const key = keyOf(tenant, itemIds[i]!);
      const card = item && cardOf(item, changes[i]);
      if (card?.itemGroupId) this.#withVariants.add(tenant);
      if (card) this.#kept.set(key, { card, at });
      else this.#kept.delete(key);
      return card;
    });
  }
}

function cardOf(item: CatalogItem, changes: RecentChanges | undefined): ItemCard {
  const { title, brand, category, price, salePrice, image, link, itemGroupId } = item;
  const before = changes?.drop?.before;
  // The item and its changes are read one after the other.
  const priceBefore = before !== undefined && effectivePrice(item)! < before ? before : undefined;
  return { title, brand, category, itemGroupId, changes, details: { price, salePrice, image, link, priceBefore } };
}

const keyOf = (tenant: string, itemId: string): string => `${tenant}/${itemId}`;
