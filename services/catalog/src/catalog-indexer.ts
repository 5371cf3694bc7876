import { timeOfChange } from '@stars/contracts';
import type { BusMessage, PoisonMessage } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import { Freshness, type Metrics } from '@stars/platform';
import { payloadOf, type VectorIndex } from '@stars/vector-index';
import { type ChangeRun, readCatalogChanges } from './catalog-changes.js';

/** Applies catalogue changes to the item catalogue, and to the payloads of the vector index. */
export class CatalogIndexer {
  readonly #outcomes;
  readonly #freshness: Freshness;

  constructor(
    private readonly catalog: ItemCatalog,
    private readonly vectors: VectorIndex,
    metrics: Metrics,
  ) {
    this.#outcomes = metrics.counter({
      name: 'stars_catalog_changes_total',
      help: 'Catalogue changes by what became of them.',
      labels: ['outcome'],
    });
    this.#freshness = new Freshness(metrics);
  }

  /** Idempotent: a replay has the same result. Returns messages that can never be applied. */
  async apply(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const { runs, poison, touched } = readCatalogChanges(messages);
    for (const run of runs) await this.#applyRun(run);
    for (const [tenant, ids] of touched) await this.#syncVectors(tenant, [...ids]);
    this.#outcomes.inc({ outcome: 'poison' }, poison.length);
    this.#freshness.reached({ flow: 'catalogue', stage: 'indexed' }, messages.map(timeOfChange));
    return poison;
  }

  async #applyRun(run: ChangeRun): Promise<void> {
    if (run.kind === 'delete') {
      await this.catalog.delete(run.tenantId, run.items);
      this.#outcomes.inc({ outcome: 'deleted' }, run.items.length);
      return;
    }
    for (const outcome of await this.catalog.upsert(run.items)) this.#outcomes.inc({ outcome });
  }

  /**
   * Stock and price take effect in filters at once. Payloads come from the catalogue, not from the message, and are written
   * even if the upsert changed nothing: the process may have died between the two stores. The catalogue may change meanwhile
   * (a live change during a backfill), so the writer reads again afterwards, and the last state is written last.
   */
  async #syncVectors(tenant: string, itemIds: string[]): Promise<void> {
    const collections = await this.vectors.listCollections(tenant);
    if (collections.length === 0) return;
    for (let left = itemIds; left.length > 0; ) {
      const items = await this.catalog.get(tenant, left);
      const updates = items.flatMap((item) => (item ? [{ itemId: item.itemId, payload: payloadOf(item) }] : []));
      const gone = left.filter((_, index) => items[index] === undefined);
      for (const modelVersion of collections) {
        if (updates.length > 0) await this.vectors.setPayload(tenant, modelVersion, updates);
        if (gone.length > 0) await this.vectors.delete(tenant, modelVersion, gone);
      }
      const now = await this.catalog.get(tenant, left);
      left = left.filter((_, index) => now[index]?.version !== items[index]?.version);
    }
  }
}
