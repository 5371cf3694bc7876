import { isDeepStrictEqual } from 'node:util';
import {
  type CatalogItemPatch,
  type CheckedChange,
  isBackfill,
  readCatalogChange,
  readCatalogPatch,
  TOPICS,
  timeOfChange,
} from '@stars/contracts';
import { type BusMessage, type PoisonMessage, readMessages } from '@stars/event-bus';
import type { ChangeTime, ItemCatalog } from '@stars/item-catalog';
import { Freshness, type Metrics, runs } from '@stars/platform';
import { payloadOf, type VectorIndex } from '@stars/vector-index';

type ReadChange = CheckedChange | { kind: 'patch'; item: CatalogItemPatch };
type Change = ReadChange & { made: ChangeTime };

/** Applies catalogue changes and patches to the item catalogue, and to the payloads of the vector index. */
export class CatalogIndexer {
  readonly #outcomes;
  readonly #freshness: Freshness;

  constructor(
    private readonly catalog: ItemCatalog,
    private readonly vectors: VectorIndex,
    metrics: Metrics,
    private readonly clock: () => number = Date.now,
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
    const changes: Change[] = [];
    const poison = readMessages(messages, (message) => {
      changes.push({ ...readChange(message), made: this.#madeAt(message) });
    });
    for (const run of runs(changes, areAlike)) await this.#applyRun(run);
    for (const [tenant, some] of Map.groupBy(changes, ({ item }) => item.tenantId)) {
      await this.#syncVectors(tenant, [...new Set(some.map(({ item }) => item.itemId))]);
    }
    this.#outcomes.inc({ outcome: 'poison' }, poison.length);
    this.#freshness.reached({ flow: 'catalogue', stage: 'indexed' }, messages.map(timeOfChange));
    return poison;
  }

  /** @param run Changes that are alike */
  async #applyRun(run: readonly Change[]): Promise<void> {
    const made = run.map((change) => change.made);
    const upserts = run.flatMap((change) => (change.kind === 'upsert' ? [change.item] : []));
    for (const outcome of await this.catalog.upsert(upserts, made)) this.#outcomes.inc({ outcome });
    const patches = run.flatMap((change) => (change.kind === 'patch' ? [change.item] : []));
    for (const outcome of await this.catalog.patch(patches, made)) this.#outcomes.inc({ outcome });
    const deletions = run.flatMap((change) => (change.kind === 'delete' ? [change.item] : []));
    if (deletions.length === 0) return;
    await this.catalog.delete(deletions[0]!.tenantId, deletions);
    this.#outcomes.inc({ outcome: 'deleted' }, deletions.length);
  }

  /** A message without a time may be of any time, as those of imports are: what it says is no drop of the price of today. */
  #madeAt(message: BusMessage): ChangeTime {
    const time = timeOfChange(message);
    return { time: time ?? this.clock(), isBackfill: time === undefined || isBackfill(message) };
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
      left = left.filter((_, index) => !isDeepStrictEqual(now[index], items[index]));
    }
  }
}

const readChange = ({ topic, value }: BusMessage): ReadChange =>
  topic === TOPICS.catalogPatches ? { kind: 'patch', item: readCatalogPatch(value) } : readCatalogChange(value);

/** Whether two changes go into the catalogue together. */
const areAlike = (one: Change, next: Change): boolean =>
  one.kind === next.kind && (one.kind !== 'delete' || one.item.tenantId === next.item.tenantId);
