import type { ItemFeatures } from '@stars/contracts';
import type { ColdStartItem } from './cold-start-items.js';
import type { StarsModel } from './stars-model.js';

/** How long what was read of a newcomer is believed, ms: its text may change. */
const BELIEVED_MS = 30_000;

interface Entry {
  newcomer: ColdStartItem | undefined;
  readAt: number;
}

/** What is said of newcomers, read when first asked for; requests go on with what is there while it is read anew. */
export class ColdStartBook {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly features: (itemIds: readonly string[]) => Promise<(ItemFeatures | undefined)[]>,
    private readonly model: Pick<StarsModel, 'isColdStart' | 'newcomer'>,
    private readonly limit: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether the item came after the training; nothing is read for it. */
  has(itemId: string): boolean {
    return this.model.isColdStart(itemId);
  }

  /** In the order of the ids; undefined where nothing can be said. Errors: those of the features' source. */
  async of(itemIds: readonly string[]): Promise<(ColdStartItem | undefined)[]> {
    const missing = itemIds.filter((id) => !this.#entries.has(id));
    if (missing.length > 0) await this.#read(missing);
    const old = itemIds.filter((id) => this.now() - (this.#entries.get(id)?.readAt ?? 0) >= BELIEVED_MS);
    if (old.length > 0) {
      for (const id of old) this.#entries.get(id)!.readAt = this.now();
      // Who asks next has it.
      this.#read(old).catch(() => undefined);
    }
    const found = itemIds.map((id) => this.#entries.get(id)?.newcomer);
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
      const item = features[n];
      this.#entries.set(id, { newcomer: item && this.model.newcomer(item), readAt });
    });
  }
}
