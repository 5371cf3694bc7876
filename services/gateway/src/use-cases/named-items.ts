import { type CatalogItem, encodeCatalogUpsert, keyOfPart, messageKey, TOPICS, tenantOf } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import { saysUnusable } from '@stars/platform';
import { LRUCache } from 'lru-cache';

/** Some 100 bytes each. */
const MOST_KNOWN = 100_000;

/** Adds items that only events name to the catalogue. The shop's own items stay as they are. */
export class NamedItems {
  readonly #known = new LRUCache<string, true>({ max: MOST_KNOWN });

  constructor(
    private readonly bus: Pick<EventBus, 'publish'>,
    private readonly catalog: Pick<ItemCatalog, 'get'>,
  ) {}

  /** Does nothing while a store is away: later events name the items again. */
  async add(tenant: string, items: readonly CatalogItem[]): Promise<void> {
    const tenantId = tenantOf(tenant);
    const keyOf = ({ itemId }: CatalogItem): string => messageKey(tenantId, itemId);
    const asked = items.filter((item) => !this.#known.has(keyOf(item)));
    if (asked.length === 0) return;
    try {
      const ids = asked.map(({ itemId }) => itemId);
      const known = await this.catalog.get(tenantId, ids);
      const messages = asked
        .filter((_, n) => known[n] === undefined)
        .map((item) => {
          const message = encodeCatalogUpsert({ ...item, tenantId });
          // A key of its own: on a compacted topic it must not take the place of an item that the shop sends at this moment.
          return { ...message, key: keyOfPart(message.key, 'named'), id: `${message.id}-named` };
        });
      if (messages.length > 0) await this.bus.publish(TOPICS.catalog, messages);
    } catch (error) {
      if (!saysUnusable(error)) throw error;
      return;
    }
    for (const item of asked) this.#known.set(keyOf(item), true);
  }
}
