import {
  type CatalogItem,
  checkItemFeatures,
  DEFAULT_TENANT,
  decodeMessage,
  type ItemFeatures,
  TOPICS,
  timeOfChange,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { type BusMessage, liveChangesIndexed, type PoisonMessage, readMessages } from '@stars/event-bus';
import type { FeatureTimes } from '@stars/item-catalog';
import { type AdmissionGate, chunks, entryOf, Freshness, nextTurn, turnIsOver } from '@stars/platform';
import { coldStartCollection, payloadOf, type VectorRecord } from '@stars/vector-index';
import type { MissedChanges } from './late/missed-changes.js';
import { collectionsOf, type LiveModel, type LiveModels } from './live/live-models.js';
import type { VectorDeps } from './vector-deps.js';

/** Items of one round: limits the features in memory. */
const ITEMS_A_ROUND = 2000;

/** Keeps features of items in the catalogue, and their vectors v_j in the index of each live model. */
export class ItemEmbedder {
  readonly #freshness: Freshness;

  constructor(
    private readonly deps: VectorDeps,
    private readonly models: LiveModels,
    private readonly queue: AdmissionGate,
    private readonly missed: Pick<MissedChanges, 'add'>,
  ) {
    this.#freshness = new Freshness(deps.metrics, deps.clock);
  }

  async apply(messages: readonly BusMessage[], signal: AbortSignal): Promise<PoisonMessage[]> {
    const byTenant = new Map<string, { features: ItemFeatures[]; times: FeatureTimes[] }>();
    const made: (number | undefined)[] = [];
    const stored = (this.deps.clock ?? Date.now)();
    const poison = readMessages(messages, (message) => {
      const features = decodeMessage(TOPICS.itemFeatures, message.value);
      checkItemFeatures(features);
      const changed = timeOfChange(message);
      const of = entryOf(byTenant, features.tenantId || DEFAULT_TENANT, () => ({ features: [], times: [] }));
      of.features.push(features);
      of.times.push({ changed, stored });
      if (!features.deleted) made.push(changed);
    });
    for (const [tenant, { features, times }] of byTenant) {
      await this.deps.catalog.putFeatures(features, times);
      const itemIds = [...new Set(features.map(({ itemId }) => itemId))];
      this.missed.add(tenant, this.models.absent(tenant), 'items', itemIds);
      const models = this.models.of(tenant);
      if (models.length > 0) await this.#letCatalogCome(tenant, features, signal);
      for (const live of models) {
        await this.refresh(live, itemIds).catch((err: unknown) => this.#passOver(live, err));
      }
    }
    this.#freshness.reached({ flow: 'catalogue', stage: 'retrievable' }, made);
    return poison;
  }

  /** Makes the vectors of the items again from the catalogue, which may be newer than any message. */
  async refresh(live: LiveModel, itemIds: readonly string[]): Promise<void> {
    for (const round of chunks(itemIds, ITEMS_A_ROUND)) await this.queue.run(() => this.#refreshRound(live, round));
  }

  /**
   * A model that was announced for a tenant has no vectors there if the announcement was wrong, or if somebody deleted them: a fill
   * makes them all. Until then it must not hold up the other models and tenants. Errors: all others.
   */
  #passOver({ tenant, version }: LiveModel, err: unknown): void {
    if (!isStarsError(err) || err.code !== 'STARS_NOT_FOUND') throw err;
    this.deps.logger.error({ err, tenant, version }, 'a live model has no vectors in the index: fill it again');
  }

  async #refreshRound(live: LiveModel, itemIds: readonly string[]): Promise<void> {
    const { tenant, version, model, tokens } = live;
    if (!this.models.has(live)) return;
    const features = await this.deps.catalog.getFeatures(tenant, itemIds);
    const withFeatures = itemIds.filter((_, i) => features[i] !== undefined);
    const existing = (await this.deps.catalog.get(tenant, withFeatures)).filter((item) => item !== undefined);
    const items = new Map(existing.map((item) => [item.itemId, item]));
    const gone = itemIds.filter((id) => !items.has(id));
    tokens.forget(itemIds.filter((_, i) => features[i] === undefined));
    if (gone.length > 0) await this.#forget(live, gone);

    const present = features.filter((item) => item !== undefined && items.has(item.itemId)) as ItemFeatures[];
    const readable = present.filter((item) => model.reads(item));
    if (readable.length < present.length) {
      const unreadable = present.length - readable.length;
      this.deps.logger.warn({ tenant, version, unreadable }, 'features of another embedding model are left out');
    }
    if (readable.length === 0) return;
    const priors: number[] = [];
    for (const item of readable) {
      if (turnIsOver()) await nextTurn();
      priors.push(model.priorOf(item));
    }
    const encoded = model.encodeItems(readable, priors);
    tokens.put(readable, encoded);
    const records = readable.map(({ itemId }, i): VectorRecord => {
      return { itemId, vector: encoded[i]!.vector, payload: payloadOf(items.get(itemId)!) };
    });
    await this.deps.vectors.upsert(tenant, version, records);
    const coldStart = records.filter(({ itemId }) => model.isColdStart(itemId));
    if (coldStart.length > 0) await this.deps.vectors.upsert(tenant, coldStartCollection(version), coldStart);
    await this.#catchUpWithCatalog(live, items);
  }

  /** The features of a live change may be ahead of the catalogue's index. After this, an item that is not there is deleted. */
  async #letCatalogCome(tenant: string, features: readonly ItemFeatures[], signal: AbortSignal): Promise<void> {
    const itemIds = features.filter(({ deleted }) => !deleted).map(({ itemId }) => itemId);
    for (const round of chunks(itemIds, ITEMS_A_ROUND)) {
      if ((await this.deps.catalog.get(tenant, round)).includes(undefined)) {
        return liveChangesIndexed(this.deps.bus, signal);
      }
    }
  }

  /**
   * The catalogue indexer writes payloads only of vectors that exist. If it changed an item before our vector existed, the
   * payload is written again.
   */
  async #catchUpWithCatalog(live: LiveModel, written: ReadonlyMap<string, CatalogItem>): Promise<void> {
    const { tenant } = live;
    const ids = [...written.keys()];
    const now = await this.deps.catalog.get(tenant, ids);
    const gone = ids.filter((_, i) => now[i] === undefined);
    const changed = now.filter(
      (item) => item !== undefined && JSON.stringify(item) !== JSON.stringify(written.get(item.itemId)),
    ) as CatalogItem[];
    if (gone.length > 0) await this.#forget(live, gone);
    if (changed.length === 0) return;
    const updates = changed.map((item) => ({ itemId: item.itemId, payload: payloadOf(item) }));
    for (const collection of collectionsOf(live)) await this.deps.vectors.setPayload(tenant, collection, updates);
  }

  async #forget(live: LiveModel, itemIds: readonly string[]): Promise<void> {
    for (const collection of collectionsOf(live)) await this.deps.vectors.delete(live.tenant, collection, itemIds);
  }
}
