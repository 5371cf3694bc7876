import type { Filter } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import { entryOf } from '@stars/platform';

/** ms. As titles, what passes shows a change of an item within half a minute. */
const FRESH_MS = 30_000;
/** Items that are remembered of a filter. */
const MOST_ITEMS = 20_000;

interface Known {
  passes: boolean;
  at: number;
}

/** Which items pass the filters of rules, from memory: lists name the same few hundred items again and again. */
export class MatchingItems {
  /** By filter: those of a rule are the same objects until it changes. */
  readonly #known = new WeakMap<Filter, Map<string, Known>>();
  /** ms of a clock that never goes back. */
  now = (): number => performance.now();

  constructor(private readonly catalog: Pick<ItemCatalog, 'filterIds'>) {}

  /** Those of the items that pass. Errors: those of the catalogue. */
  async find(tenant: string, itemIds: readonly string[], filter: Filter): Promise<Set<string>> {
    const known = entryOf(this.#known, filter, () => new Map<string, Known>());
    if (known.size > MOST_ITEMS) known.clear();
    const now = this.now();
    const unknown = itemIds.filter((itemId) => !(now - (known.get(itemId)?.at ?? Number.NEGATIVE_INFINITY) < FRESH_MS));
    if (unknown.length > 0) {
      // Only whether they pass: what is out of stock is in no ranking.
      const passes = await this.catalog.filterIds(tenant, unknown, { filter });
      for (const [n, itemId] of unknown.entries()) known.set(itemId, { passes: passes[n]!, at: now });
    }
    return new Set(itemIds.filter((itemId) => known.get(itemId)!.passes));
  }
}
