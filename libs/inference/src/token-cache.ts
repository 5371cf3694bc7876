import type { ItemFeatures } from '@stars/contracts';
import type { EncodedItem, StarsModel } from './stars-model.js';

/** Where features of items come from: the item catalogue. */
export type FeatureSource = (itemIds: readonly string[]) => Promise<(ItemFeatures | undefined)[]>;

/** Enough for the history items of a large catalogue; about 4·d bytes each. */
const LIMIT = 200_000;

/** Tokens of one model's items, made when first asked for; the longest unused go first. */
export class TokenCache {
  private readonly tokens = new Map<string, Float32Array>();

  constructor(
    private readonly model: Pick<StarsModel, 'reads' | 'encodeItems'>,
    private readonly features: FeatureSource,
    private readonly limit = LIMIT,
  ) {}

  /** The tokens of those items that have features which the model can read. */
  async get(itemIds: Iterable<string>): Promise<Map<string, Float32Array>> {
    const found = new Map<string, Float32Array>();
    const missing: string[] = [];
    for (const id of new Set(itemIds)) {
      const token = this.tokens.get(id);
      if (token) {
        found.set(id, token);
        this.keep(id, token);
      } else missing.push(id);
    }
    if (missing.length > 0) {
      const features = (await this.features(missing)).filter((item) => item !== undefined);
      const readable = features.filter((item) => this.model.reads(item));
      const encoded = this.model.encodeItems(readable);
      readable.forEach(({ itemId }, i) => {
        // What came in meanwhile was made of features no older than those read here.
        const token = this.tokens.get(itemId) ?? encoded[i]!.token;
        found.set(itemId, token);
        this.keep(itemId, token);
      });
      this.evict();
    }
    return found;
  }

  /** Takes in what was encoded elsewhere, so that changed features are seen at once. */
  put(features: readonly ItemFeatures[], encoded: readonly EncodedItem[]): void {
    features.forEach(({ itemId }, i) => {
      this.keep(itemId, encoded[i]!.token);
    });
    this.evict();
  }

  /** Lets go of items that are gone, or whose features changed elsewhere. */
  forget(itemIds: Iterable<string>): void {
    for (const id of itemIds) this.tokens.delete(id);
  }

  /** Makes the item the last one used: a Map goes through its keys in the order in which they came in. */
  private keep(itemId: string, token: Float32Array): void {
    this.tokens.delete(itemId);
    this.tokens.set(itemId, token);
  }

  private evict(): void {
    for (const id of this.tokens.keys()) {
      if (this.tokens.size <= this.limit) break;
      this.tokens.delete(id);
    }
  }
}
