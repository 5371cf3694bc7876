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

type Encode<T> = (request: { items: T[] }, version: number) => Encoding;

/** By the place of an item in a request; undefined for an item that the catalogue does not have. */
type KnownVersions = ReadonlyMap<number, number | undefined>;

/** Publishes changes of items. One without a version gets a later version than all before it. */
export class CatalogChanges {
  constructor(
    private readonly bus: Pick<EventBus, 'publish'>,
    private readonly versions: MonotonicVersions,
    private readonly catalog: Pick<ItemCatalog, 'get'>,
  ) {}

  /** @param encode Checks changes, and gives each without a version this one plus its index. Returns how many items there were. */
  async publish<T extends Versioned>(items: readonly T[], encode: Encode<T>): Promise<number> {
    await this.#publish(TOPICS.catalog, items, encode, ({ version }) => version === 0);
    return items.length;
  }

  async patch(items: readonly CatalogItemPatch[]): Promise<PatchItemsResponse> {
    const known = await this.#publish(TOPICS.catalogPatches, items, encodePatchItems, () => true);
    const unknown = [...known].filter(([, version]) => version === undefined).map(([n]) => items[n]!.itemId);
    return { accepted: items.length, unknownItemIds: [...new Set(unknown)] };
  }

  /** @returns the versions in the catalogue of the items that are asked for, by their places; none while it is away */
  async #publish<T extends Versioned>(
    topic: Topic,
    items: readonly T[],
    encode: Encode<T>,
    isAsked: (item: T) => boolean,
  ): Promise<KnownVersions> {
    const now = Date.now();
    const version = this.versions.next(new Date(now), items.length);
    const messages = await inTurns(encode({ items: [...items] }, version));
    const known = await this.#known(items, isAsked);
    const later = afterKnown(items, known, version);
    const sent = later ? await inTurns(encode({ items: later }, version)) : messages;
    await this.bus.publish(
      topic,
      sent.map((message) => madeAt(message, now)),
    );
    return known;
  }

  async #known<T extends Versioned>(items: readonly T[], isAsked: (item: T) => boolean): Promise<KnownVersions> {
    const known = new Map<number, number | undefined>();
    for (const [tenant, some] of Map.groupBy(items.keys(), (n) => tenantOf(items[n]!.tenantId))) {
      const asked = some.filter((n) => isAsked(items[n]!));
      if (asked.length === 0) continue;
      const ids = asked.map((n) => items[n]!.itemId);
      const found = await this.#get(tenant, ids);
      found.forEach((item, i) => void known.set(asked[i]!, item?.version));
    }
    return known;
  }

  /** Nothing while the catalogue is away. */
  async #get(tenant: string, itemIds: string[]): Promise<({ version: number } | undefined)[]> {
    try {
      return await this.catalog.get(tenant, itemIds);
    } catch (error) {
      if (!saysUnusable(error)) throw error;
      return [];
    }
  }
}

/**
 * The catalogue may have a later version than any of now, of a clock that was ahead. Then a change without a version gets one after it: the
 * catalogue would take it for an older one. Undefined if none has.
 */
function afterKnown<T extends Versioned>(items: readonly T[], known: KnownVersions, version: number): T[] | undefined {
  let changed: T[] | undefined;
  for (const [n, last = 0] of known) {
    const item = items[n]!;
    if (item.version !== 0) continue;
    // Of two changes of one item, the later one in the list wins.
    const next = last + 1 + n;
    if (last < version || !Number.isSafeInteger(next)) continue;
    changed ??= [...items];
    changed[n] = { ...item, version: next };
  }
  return changed;
}
