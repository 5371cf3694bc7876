import type { ItemFeatures } from '@stars/contracts';
import type { LaterItem } from './cold-start-items.js';
import type { StarsModel } from './stars-model.js';

/** How long a later item is used as it was read, ms: its text may change. */
const FRESH_MS = 30_000;

interface Entry {
  item: LaterItem | undefined;
  readAt: number;
}

/** Items that were not learned, read on first use. While one is read again, requests use the old one. */
export class ColdStartBook {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly features: (itemIds: readonly string[]) => Promise<(ItemFeatures | undefined)[]>,
    private readonly model: Pick<StarsModel, 'isColdStart' | 'laterItem'>,
    private readonly limit: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether the item came after the training; reads nothing. */
  has(itemId: string): boolean {
    return this.model.isColdStart(itemId);
  }

  /** In the order of the ids; undefined if the item has no features. Errors: those of the source of features. */
  async get(itemIds: readonly string[]): Promise<(LaterItem | undefined)[]> {
    const missing = itemIds.filter((id) => !this.#entries.has(id));
    if (missing.length > 0) await this.#read(missing);
    const now = this.now();
    const old: string[] = [];
    const found = itemIds.map((id) => {
      const entry = this.#entries.get(id);
      if (entry && now - entry.readAt >= FRESH_MS) {
        entry.readAt = now;
        old.push(id);
      }
      return entry?.item;
    });
    // Later requests get it.
    if (old.length > 0) this.#read(old).catch(() => undefined);
    for (const id of this.#entries.keys()) {
      if (this.#entries.size <= this.limit) break;
      this.#entries.delete(id);
    }
    return found;
  }

  async #read(itemIds: readonly string[]): Promise<void> {
    const features = await this.features(itemIds);
    const readAt = this.now();
    itemIds.forEach((id, n) => {
      const found = features[n];
      this.#entries.set(id, { item: found && this.model.laterItem(found), readAt });
    });
  }
}
