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
    private readonly model: StarsModel,
    private readonly features: FeatureSource,
  ) {}

  /** The tokens of those items that have features. */
  async get(itemIds: Iterable<string>): Promise<Map<string, Float32Array>> {
    const found = new Map<string, Float32Array>();
    const missing: string[] = [];
    for (const id of new Set(itemIds)) {
      const token = this.tokens.get(id);
      if (token) found.set(id, token);
      else missing.push(id);
    }
    if (missing.length > 0) {
      const features = (await this.features(missing)).filter((item) => item !== undefined);
      this.put(features, this.model.encodeItems(features), found);
    }
    return found;
  }

  /** Takes in what was encoded elsewhere, so that changed features are seen at once. */
  put(features: readonly ItemFeatures[], encoded: readonly EncodedItem[], found?: Map<string, Float32Array>): void {
    features.forEach(({ itemId }, i) => {
      const { token } = encoded[i]!;
      this.tokens.delete(itemId);
      this.tokens.set(itemId, token);
      found?.set(itemId, token);
    });
    for (const id of this.tokens.keys()) {
      if (this.tokens.size <= LIMIT) break;
      this.tokens.delete(id);
    }
  }
}
