import { DEFAULT_TENANT, decodeMessage, type ItemFeatures, TOPICS } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import type { BusMessage, PoisonMessage } from '@stars/event-bus';
import { payloadOf, type VectorRecord } from '@stars/vector-index';
import type { EmbedderDeps } from './embedder-deps.js';
import type { LiveModel, LiveModels } from './live-models.js';

/** Consumer group of the catalogue indexer: where it stands tells a deleted item from one not indexed yet. */
const CATALOG_GROUP = 'catalog';

/** Keeps features of items in the catalogue, and their vectors v_j in the index of each live model. */
export class ItemEmbedder {
  constructor(
    private readonly deps: EmbedderDeps,
    private readonly models: LiveModels,
  ) {}

  async apply(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const poison: PoisonMessage[] = [];
    const byTenant = new Map<string, Map<string, ItemFeatures>>();
    for (const message of messages) {
      try {
        const features = decodeMessage(TOPICS.itemFeatures, message.value);
        const tenant = features.tenantId || DEFAULT_TENANT;
        const items = byTenant.get(tenant) ?? new Map<string, ItemFeatures>();
        byTenant.set(tenant, items);
        const newer = items.get(features.itemId);
        if (!newer || newer.itemVersion <= features.itemVersion) items.set(features.itemId, features);
      } catch (error) {
        if (!isStarsError(error)) throw error;
        poison.push({ message, code: error.code, reason: error.message });
      }
    }
    for (const [tenant, items] of byTenant) await this.applyItems(tenant, [...items.values()]);
    return poison;
  }

  private async applyItems(tenant: string, features: ItemFeatures[]): Promise<void> {
    await this.deps.catalog.putFeatures(features);
    const gone = features.filter((item) => item.deleted).map(({ itemId }) => itemId);
    const present = features.filter((item) => !item.deleted);
    for (const live of this.models.of(tenant)) {
      if (gone.length > 0) await this.deps.vectors.delete(tenant, live.version, gone);
      await this.embed(live, present);
    }
  }

  /** Writes the vectors of those items that the catalogue has. */
  async embed(live: LiveModel, features: readonly ItemFeatures[]): Promise<number> {
    if (features.length === 0) return 0;
    const items = await this.deps.catalog.get(
      live.tenant,
      features.map(({ itemId }) => itemId),
    );
    if (items.includes(undefined) && (await this.catalogLags())) {
      throw new StarsError('STARS_UNAVAILABLE', 'the catalogue has yet to index items whose features are here');
    }
    const encoded = live.model.encodeItems(features);
    live.tokens.put(features, encoded);
    const records = items.flatMap((item, i): VectorRecord[] =>
      item ? [{ itemId: item.itemId, vector: encoded[i]!.vector, payload: payloadOf(item) }] : [],
    );
    await this.deps.vectors.upsert(live.tenant, live.version, records);
    return records.length;
  }

  private async catalogLags(): Promise<boolean> {
    const lag = await this.deps.bus.lag(CATALOG_GROUP, [TOPICS.catalog]);
    return [...lag.values()].some((messages) => messages > 0);
  }
}
