import {
  type CatalogItemPatch,
  type Encoding,
  encodePatchItems,
  type MonotonicVersions,
  madeAt,
  type PatchItemsResponse,
  TOPICS,
  type Topic,
  tenantOf,
} from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import { inTurns, saysUnusable } from '@stars/platform';

interface Versioned {
  tenantId: string;
  itemId: string;
  /** 0: none. */
  version: number;
}

/** Publishes changes of items. One without a version gets a later version than all before it. */
export class CatalogChanges {
  constructor(
    private readonly bus: Pick<EventBus, 'publish'>,
    private readonly versions: MonotonicVersions,
    private readonly catalog: Pick<ItemCatalog, 'get'>,
  ) {}

  /** @param encode Checks changes, and gives each without a version this one plus its index. Returns how many items there were. */
  async publish<T extends Versioned>(
    items: readonly T[],
    encode: (request: { items: T[] }, version: number) => Encoding,
    topic: Topic = TOPICS.catalog,
  ): Promise<number> {
    const now = Date.now();
    const version = this.versions.next(new Date(now), items.length);
    const messages = await inTurns(encode({ items: [...items] }, version));
    const later = await this.#afterKnown(items, version);
    const sent = later ? await inTurns(encode({ items: later }, version)) : messages;
    await this.bus.publish(
      topic,
      sent.map((message) => madeAt(message, now)),
    );
    return items.length;
  }

  async patch(items: readonly CatalogItemPatch[]): Promise<PatchItemsResponse> {
    const accepted = await this.publish(items, encodePatchItems, TOPICS.catalogPatches);
    const unknown = new Set<string>();
    for (const [tenant, some] of Map.groupBy(items, ({ tenantId }) => tenantOf(tenantId))) {
      const ids = some.map(({ itemId }) => itemId);
      const known = await this.#known(tenant, ids);
      for (const [n, id] of ids.entries()) if (known.length > 0 && known[n] === undefined) unknown.add(id);
    }
    return { accepted, unknownItemIds: [...unknown] };
  }

  /**
   * The catalogue may have a later version than any of now, of a clock that was ahead. Then a change gets one after it: the catalogue
   * would take it for an older one. Undefined if none has, or while the catalogue is away.
   */
  async #afterKnown<T extends Versioned>(items: readonly T[], version: number): Promise<T[] | undefined> {
    const changed = [...items];
    for (const [tenant, some] of Map.groupBy(items.keys(), (n) => tenantOf(items[n]!.tenantId))) {
      const asked = some.filter((n) => items[n]!.version === 0);
      const known = await this.#known(
        tenant,
        asked.map((n) => items[n]!.itemId),
      );
      for (const [i, n] of asked.entries()) {
        const last = known[i]?.version ?? 0;
        // Of two changes of one item, the later one in the list wins.
        const next = last + 1 + n;
        if (last >= version && Number.isSafeInteger(next)) changed[n] = { ...items[n]!, version: next };
      }
    }
    return changed.some((item, n) => item !== items[n]) ? changed : undefined;
  }

  async #known(tenant: string, itemIds: string[]): Promise<({ version: number } | undefined)[]> {
    try {
      return itemIds.length === 0 ? [] : await this.catalog.get(tenant, itemIds);
    } catch (error) {
      if (!saysUnusable(error)) throw error;
      return [];
    }
  }
}
