import {
  CatalogItem,
  type CatalogItemPatch,
  type FieldPatches,
  filterFieldsOf,
  ItemFeatures,
  patched,
  tenantOf,
} from '@stars/contracts';
import { chunks, nextTurn, turnIsOver } from '@stars/platform';
import { type Database, migrate } from '@stars/sqlite';
import { SqliteFacets } from './embedded-facets.js';
import { SqliteLatestItems } from './embedded-latest.js';
import { SqliteItemWords } from './embedded-words.js';
import { itemBytes } from './item-bytes.js';
import { itemText, itemWords } from './item-words.js';
import {
  changesWith,
  isLater,
  type KnownItem,
  keptChanges,
  keptPatches,
  patchesAfter,
  patchesBeside,
  readChanges,
  UNSEEN,
  withPatch,
} from './known-item.js';
import type {
  CatalogQuery,
  FacetCounts,
  FeatureTimes,
  ItemCatalog,
  LatestQuestion,
  SearchText,
  UpsertOutcome,
} from './port.js';
import type { ChangeRecord, ChangeTime, RecentChanges } from './recent-changes.js';
import { type FoundRow, ITEMS_A_TURN, rowFilter } from './row-filter.js';
import { ITEM_CATALOG_SCHEMA } from './schema.js';

type ItemRow = KnownItem & { body: Uint8Array | null };

interface NextRow {
  /** What it replaces. */
  known: ItemRow | undefined;
  version: number;
  patches: FieldPatches;
  /** Absent: it is deleted, or not there yet. */
  item?: CatalogItem | undefined;
  changes?: ChangeRecord | undefined;
}

/** Ids of one lookup. */
const IDS_A_FILTER = 1_000;

/**
 * The catalogue in a SQLite file that several processes may share; each call is one transaction.
 * A change with the stored version and other content replaces it; after a deletion only a later version does.
 * The database handle stays the caller's.
 */
export class SqliteItemCatalog implements ItemCatalog {
  readonly #words: SqliteItemWords;
  readonly #latest: SqliteLatestItems;
  readonly #facets: SqliteFacets;

  constructor(private readonly db: Database) {
    this.#words = new SqliteItemWords(db);
    this.#latest = new SqliteLatestItems(db);
    this.#facets = new SqliteFacets(db, this.#words);
    migrate(db, 'item-catalog', ITEM_CATALOG_SCHEMA);
  }

  async upsert(items: readonly CatalogItem[], made: readonly ChangeTime[] = []): Promise<UpsertOutcome[]> {
    return this.db.write(() => items.map((item, n) => this.#upsert(item, made[n])));
  }

  async patch(patches: readonly CatalogItemPatch[], made: readonly ChangeTime[] = []): Promise<UpsertOutcome[]> {
    return this.db.write(() => patches.map((patch, n) => this.#patch(patch, made[n])));
  }

  async delete(tenant: string, items: readonly { itemId: string; version: number }[]): Promise<void> {
    await this.db.write(() => {
      for (const { itemId, version } of items) {
        const known = this.#find(tenant, itemId);
        if (known !== undefined && version < known.version) continue;
        this.#save(tenant, itemId, { known, version, patches: patchesAfter(known, version) });
        this.#words.delete(tenant, itemId);
      }
    });
  }

  async get(tenant: string, itemIds: readonly string[], signal?: AbortSignal): Promise<(CatalogItem | undefined)[]> {
    signal?.throwIfAborted();
    const found: (CatalogItem | undefined)[] = [];
    for (const some of chunks(itemIds, ITEMS_A_TURN)) {
      if (turnIsOver()) await nextTurn(signal);
      const read = (itemId: string): CatalogItem | undefined => {
        const row = this.#find(tenant, itemId);
        return row === undefined || row.body === null ? undefined : CatalogItem.decode(row.body);
      };
      found.push(...this.db.snapshot(() => some.map(read)));
    }
    return found;
  }

  async filterIds(tenant: string, itemIds: readonly string[], query: CatalogQuery): Promise<boolean[]> {
    const filter = rowFilter(this.db, tenant, query);
    const passing = new Set<string>();
    for (const ids of chunks([...new Set(itemIds)], IDS_A_FILTER)) {
      const found = this.db
        // CROSS JOIN keeps the order of the tables: only the asked ids are looked up.
        .prepare(`SELECT i.item_id, i.fields FROM json_each(?) asked
          CROSS JOIN catalog_item i ON i.tenant = ? AND i.item_id = asked.value AND i.deleted = 0`)
        .all<FoundRow>(JSON.stringify(ids), tenant);
      for (const itemId of await filter(found)) passing.add(itemId);
    }
    return itemIds.map((itemId) => passing.has(itemId));
  }

  latest(tenant: string, query: CatalogQuery, question: LatestQuestion): Promise<string[]> {
    return this.#latest.find(tenant, query, question);
  }

  async recentChanges(tenant: string, itemIds: readonly string[]): Promise<(RecentChanges | undefined)[]> {
    const found = new Map<string, RecentChanges | undefined>();
    for (const some of chunks(itemIds, ITEMS_A_TURN)) {
      if (turnIsOver()) await nextTurn();
      const rows = this.db
        .prepare(`SELECT i.item_id, i.changes FROM json_each(?) asked
          CROSS JOIN catalog_item i ON i.tenant = ? AND i.item_id = asked.value AND i.changes IS NOT NULL`)
        .all<{ item_id: string; changes: string }>(JSON.stringify(some), tenant);
      for (const row of rows) found.set(row.item_id, readChanges(row));
    }
    return itemIds.map((itemId) => found.get(itemId));
  }

  async search(tenant: string, text: SearchText, query: CatalogQuery, limit: number): Promise<string[]> {
    const filter = rowFilter(this.db, tenant, query);
    const found: string[] = [];
    // Each page ranks all items that have a word: a second one of all that is left serves any filter.
    let offset = 0;
    for (const size of [4 * limit + 100, Number.MAX_SAFE_INTEGER]) {
      const page = this.#words.find<FoundRow>(tenant, text, { offset, limit: size });
      found.push(...(await filter(page)));
      if (found.length >= limit || page.length < size) break;
      offset += size;
    }
    return found.slice(0, limit);
  }

  facets(tenant: string, words: string, query: CatalogQuery, values: number): Promise<FacetCounts> {
    return this.#facets.count(tenant, words, query, values);
  }

  async scan(
    tenant: string,
    { cursor, limit, signal }: { cursor?: string; limit: number; signal?: AbortSignal },
  ): Promise<{ items: CatalogItem[]; cursor?: string }> {
    signal?.throwIfAborted();
    const rows = this.db
      .prepare(`SELECT body FROM catalog_item
        WHERE tenant = ? AND deleted = 0 AND item_id > ? ORDER BY item_id LIMIT ?`)
      .all<{ body: Uint8Array }>(tenant, cursor ?? '', limit);
    const items = rows.map((row) => CatalogItem.decode(row.body));
    return items.length < limit ? { items } : { items, cursor: items.at(-1)!.itemId };
  }

  async count(tenant: string): Promise<number> {
    const row = this.db
      .prepare('SELECT count(*) AS n FROM catalog_item WHERE tenant = ? AND deleted = 0')
      .get<{ n: number }>(tenant);
    return row?.n ?? 0;
  }

  async putFeatures(features: readonly ItemFeatures[], times: readonly FeatureTimes[] = []): Promise<void> {
    const store = this.db.prepare(`INSERT INTO catalog_features (tenant, item_id, item_version, body, tags, times)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant, item_id) DO UPDATE SET
        item_version = excluded.item_version, body = excluded.body, tags = excluded.tags, times = excluded.times
      WHERE excluded.item_version >= item_version`);
    await this.db.write(() => {
      for (const [n, entry] of features.entries()) {
        const tenantId = tenantOf(entry.tenantId);
        const body = entry.deleted ? null : ItemFeatures.encode({ ...entry, tenantId }).finish();
        const tags = entry.deleted ? null : JSON.stringify(entry.tags);
        store.run(tenantId, entry.itemId, entry.itemVersion, body, tags, times[n] ? JSON.stringify(times[n]) : null);
      }
    });
  }

  async getFeatures(tenant: string, itemIds: readonly string[]): Promise<(ItemFeatures | undefined)[]> {
    const find = this.db.prepare('SELECT body FROM catalog_features WHERE tenant = ? AND item_id = ?');
    return this.db.snapshot(() =>
      itemIds.map((itemId) => {
        const body = find.get<{ body: Uint8Array | null }>(tenant, itemId)?.body;
        return body ? ItemFeatures.decode(body) : undefined;
      }),
    );
  }

  async getFeatureTimes(tenant: string, itemIds: readonly string[]): Promise<(FeatureTimes | undefined)[]> {
    const find = this.db.prepare('SELECT times FROM catalog_features WHERE tenant = ? AND item_id = ?');
    return itemIds.map((itemId) => {
      const times = find.get<{ times: string | null }>(tenant, itemId)?.times;
      return times ? (JSON.parse(times) as FeatureTimes) : undefined;
    });
  }

  /** Nothing is buffered: every call was durable when it resolved. */
  async close(): Promise<void> {}

  #upsert(item: CatalogItem, made: ChangeTime | undefined): UpsertOutcome {
    const tenant = tenantOf(item.tenantId);
    const known = this.#find(tenant, item.itemId);
    if (known && isLater(known, item.version)) return 'stale';
    const patches = patchesBeside(known, item.version);
    const now = patched(item, patches);
    const before = known?.body;
    // Items of a file that is older than its index of words have none yet.
    const indexed = before && this.#words.has(tenant, item.itemId);
    if (indexed && Buffer.compare(before, itemBytes(now)) === 0) return 'unchanged';
    const was = before ? CatalogItem.decode(before) : undefined;
    const changes = changesWith(known, was, now, made);
    this.#save(tenant, item.itemId, { known, version: item.version, patches, item: now, changes });
    if (!indexed || !was || itemText(was) !== itemText(now)) this.#words.put(tenant, item.itemId, itemWords(now));
    return 'stored';
  }

  #patch(patch: CatalogItemPatch, made: ChangeTime | undefined): UpsertOutcome {
    const { itemId } = patch;
    const tenant = tenantOf(patch.tenantId);
    const known = this.#find(tenant, itemId) ?? { ...UNSEEN, body: null };
    const patches = withPatch(known, patch);
    if (patches === undefined) return 'stale';
    const before = known.body ? CatalogItem.decode(known.body) : undefined;
    const item = before && patched(before, patches);
    const changes = item && changesWith(known, before, item, made);
    this.#save(tenant, itemId, { known, version: known.version, patches, item, changes });
    return 'stored';
  }

  #find(tenant: string, itemId: string): ItemRow | undefined {
    return this.db
      .prepare('SELECT version, deleted, body, patches, changes FROM catalog_item WHERE tenant = ? AND item_id = ?')
      .get<ItemRow>(tenant, itemId);
  }

  #save(tenant: string, itemId: string, { known, version, patches, item, changes }: NextRow): void {
    const content = item ? { fields: JSON.stringify(filterFieldsOf(item)), body: itemBytes(item) } : undefined;
    const kept = [content?.fields ?? null, content?.body ?? null, keptPatches(patches), keptChanges(changes)];
    this.db
      .prepare(`INSERT INTO catalog_item (tenant, item_id, version, deleted, fields, body, patches, changes)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET version = excluded.version, deleted = excluded.deleted, fields = excluded.fields,
          body = excluded.body, patches = excluded.patches, changes = excluded.changes`)
      .run(tenant, itemId, version, item ? 0 : 1, ...kept);
    if (known?.changes || changes) this.#latest.put(tenant, itemId, changes);
  }
}
