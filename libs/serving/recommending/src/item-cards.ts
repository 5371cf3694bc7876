import type { CatalogItem } from '@stars/contracts';
import { type ItemCatalog } from '@stars/item-catalog';
import { saysUnusable } from '@stars/platform';

/** What an answer says of an item. */
export interface ItemCard {
  title: string;
  /** Broad to fine. */
  category: readonly string[];
}

/** ms. Younger cards are given as they are; older ones are given and refreshed in the background. Cards older than `believed` are asked for first. */
const FRESH_MS = 30_000;
const BELIEVED_MS = 600_000;
/** Cards that are kept (least recently used are dropped first). Some 300 bytes each. */
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
  readonly #tenants = new Map<string, Map<string, Kept>>();
  #count = 0;
  readonly #refreshing = new Set<string>();
  /** ms of a clock that never goes back. */
  now = (): number => performance.now();

  constructor(private readonly catalog: Pick<ItemCatalog, 'get'>) {}

  /**
   * In the order of the ids; undefined for an item that the catalogue does not have.
   * Errors: those of the catalogue, if it is needed and one of the items was never known.
   */
  async get(tenant: string, itemIds: readonly string[]): Promise<(ItemCard | undefined)[]> {
    const now = this.now();
    const cards = new Array<ItemCard | undefined>(itemIds.length);
    const missing: number[] = [];
    const old: string[] = [];
    const known = this.#tenants.get(tenant);
    itemIds.forEach((itemId, at) => {
      const kept = known?.get(itemId);
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
    const items = await this.catalog.get(tenant, itemIds);
    const at = this.now();
    return items.map((item, i) => this.#keep(tenant, itemIds[i]!, item, at));
  }

  #keep(tenant: string, itemId: string, item: CatalogItem | undefined, at: number): ItemCard | undefined {
    let cards = this.#tenants.get(tenant);
    if (cards === undefined && item === undefined) return undefined;
    if (cards === undefined) {
      cards = new Map();
      this.#tenants.set(tenant, cards);
    }
    // Deleted and set again, it is the youngest.
    if (cards.delete(itemId)) this.#count--;
    if (item !== undefined) {
      cards.set(itemId, { card: { title: item.title, category: item.category }, at });
      this.#count++;
    }
    if (this.#count > MOST_CARDS) this.#dropOldest();
    if (cards.size === 0) this.#tenants.delete(tenant);
    return cards.get(itemId)?.card;
  }

  /** Drops a card of the tenant that has had cards for longest. */
  #dropOldest(): void {
    const [tenant, cards] = this.#tenants.entries().next().value!;
    cards.delete(cards.keys().next().value!);
    this.#count--;
    if (cards.size === 0) this.#tenants.delete(tenant);
  }
}

const keyOf = (tenant: string, itemId: string): string => `${tenant}/${itemId}`;
