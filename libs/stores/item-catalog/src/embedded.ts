import { CatalogItem, checkFilterFields, ItemFeatures, regionStock, tenantOf } from '@stars/contracts';
import { chunks, nextTurn, turnIsOver } from '@stars/platform';
import { type Database, migrate } from '@stars/sqlite';
import { filterValues, itemBytes } from './item-record.js';
import type { CatalogQuery, ItemCatalog, UpsertOutcome } from './port.js';
import { RowFilter, type Rows } from './row-filter.js';
import { ITEM_CATALOG_SCHEMA } from './schema.js';

interface ItemRow {
  id: number;
  version: number;
  deleted: number;
  body: Uint8Array | null;
}

interface FoundRow {
  id: number;
  item_id: string;
  version: number;
}

/** Most rows that are filtered in one step. */
const PAGE = 1_000;
/** Some milliseconds. */
const ITEMS_A_TURN = 100;

function checkQuery({ filter, signal }: CatalogQuery): void {
  signal?.throwIfAborted();
  if (filter) checkFilterFields(filter, 'filter');
}

async function passingRows(
  rows: RowFilter,
  found: readonly FoundRow[],
  { filter, region }: CatalogQuery,
): Promise<FoundRow[]> {
  let left: Rows = found.map(({ id }) => id);
  if (filter) left = await rows.passing(left, filter);
  if (region !== undefined) left = await rows.soldInAny(left, [region]);
  const passing = new Set(left);
  return found.filter(({ id }) => passing.has(id));
}

/**
 * The catalogue in a SQLite file that several processes may share; each call is one transaction.
 * A change with the stored version and other content replaces it; after a deletion only a later version does.
 * The database handle stays the caller's.
 */
export class SqliteItemCatalog implements ItemCatalog {
  constructor(private readonly db: Database) {
    migrate(db, 'item-catalog', ITEM_CATALOG_SCHEMA);
  }

  async upsert(items: readonly CatalogItem[]): Promise<UpsertOutcome[]> {
    return this.db.write(() => items.map((item) => this.#upsert(item)));
  }

  async delete(tenant: string, items: readonly { itemId: string; version: number }[]): Promise<void> {
    await this.db.write(() => {
      for (const { itemId, version } of items) {
        const known = this.#find(tenant, itemId);
        if (known !== undefined && version < known.version) continue;
        this.#clearValues(this.#saveRow(tenant, itemId, { version, deleted: 1, brand: '', price: null, body: null }));
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
    checkQuery(query);
    const rows = new RowFilter(this.db, query.signal);
    const passing = new Set<string>();
    const ids = [...new Set(itemIds)];
    for (let from = 0; from < ids.length; from += PAGE) {
      const found = this.db
        // CROSS JOIN keeps the order of the tables: only the asked ids are looked up.
        .prepare(`SELECT i.id, i.item_id FROM json_each(?) asked
          CROSS JOIN catalog_item i ON i.tenant = ? AND i.item_id = asked.value AND i.deleted = 0`)
        .all<FoundRow>(JSON.stringify(ids.slice(from, from + PAGE)), tenant);
      for (const { item_id } of await passingRows(rows, found, query)) passing.add(item_id);
    }
    return itemIds.map((itemId) => passing.has(itemId));
  }

  async newest(tenant: string, query: CatalogQuery, limit: number): Promise<string[]> {
    checkQuery(query);
    const rows = new RowFilter(this.db, query.signal);
    const found: string[] = [];
    let last: Pick<FoundRow, 'version' | 'item_id'> = { version: Number.MAX_SAFE_INTEGER, item_id: '' };
    const every = query.filter === undefined && query.region === undefined;
    while (found.length < limit) {
      const size = every ? Math.min(PAGE, limit - found.length) : PAGE;
      const page = this.db
        // Two searches of one index: with OR, SQLite would begin each page at the newest item.
        .prepare(`SELECT id, item_id, version FROM catalog_item
            WHERE tenant = ?1 AND deleted = 0 AND version = ?2 AND item_id > ?3
          UNION ALL SELECT id, item_id, version FROM catalog_item WHERE tenant = ?1 AND deleted = 0 AND version < ?2
          ORDER BY version DESC, item_id LIMIT ?4`)
        .all<FoundRow>(tenant, last.version, last.item_id, size);
      for (const { item_id } of await passingRows(rows, page, query)) found.push(item_id);
      if (page.length < size) break;
      last = page.at(-1)!;
    }
    return found.slice(0, limit);
  }

  async scan(
    tenant: string,
    { cursor, limit, signal }: { cursor?: string; limit: number; signal?: AbortSignal },
  ): Promise<{ items: CatalogItem[]; cursor?: string }> {
    signal?.throwIfAborted();
    const rows = this.db
      .prepare(`SELECT body FROM catalog_item
        WHERE tenant = ? AND deleted = 0 AND (? IS NULL OR item_id > ?) ORDER BY item_id LIMIT ?`)
      .all<{ body: Uint8Array }>(tenant, cursor ?? null, cursor ?? '', limit);
    const items = rows.map((row) => CatalogItem.decode(row.body));
    return items.length < limit ? { items } : { items, cursor: items.at(-1)!.itemId };
  }

  async count(tenant: string): Promise<number> {
    const row = this.db
      .prepare('SELECT count(*) AS n FROM catalog_item WHERE tenant = ? AND deleted = 0')
      .get<{ n: number }>(tenant);
    return row?.n ?? 0;
  }

  async putFeatures(features: readonly ItemFeatures[]): Promise<void> {
    const store = this.db.prepare(`INSERT INTO catalog_features (tenant, item_id, item_version, body)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (tenant, item_id) DO UPDATE SET item_version = excluded.item_version, body = excluded.body
      WHERE excluded.item_version >= item_version`);
    await this.db.write(() => {
      for (const entry of features) {
        const tenantId = tenantOf(entry.tenantId);
        const body = entry.deleted ? null : ItemFeatures.encode({ ...entry, tenantId }).finish();
        store.run(tenantId, entry.itemId, entry.itemVersion, body);
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

  /** Nothing is buffered: every call was durable when it resolved. */
  async close(): Promise<void> {}

  #upsert(item: CatalogItem): UpsertOutcome {
    const tenant = tenantOf(item.tenantId);
    const body = itemBytes(item);
    const known = this.#find(tenant, item.itemId);
    if (known !== undefined) {
      if (item.version < known.version || (item.version === known.version && known.deleted === 1)) return 'stale';
      if (known.body !== null && Buffer.compare(known.body, body) === 0) return 'unchanged';
    }
    const regions = Object.entries(regionStock(item));
    const { version, brand, price = null } = item;
    const id = this.#saveRow(tenant, item.itemId, { version, deleted: 0, brand, price, body }, regions.length > 0);
    if (known !== undefined) this.#clearValues(id);
    const addValue = this.db.prepare('INSERT INTO catalog_value VALUES (?, ?, ?, ?)');
    for (const { field, text, number } of filterValues(item)) addValue.run(id, field, text, number);
    const addRegion = this.db.prepare('INSERT INTO catalog_region VALUES (?, ?, ?)');
    for (const [region, inStock] of regions) addRegion.run(id, region, inStock ? 1 : 0);
    return 'stored';
  }

  #find(tenant: string, itemId: string): ItemRow | undefined {
    return this.db
      .prepare('SELECT id, version, deleted, body FROM catalog_item WHERE tenant = ? AND item_id = ?')
      .get<ItemRow>(tenant, itemId);
  }

  #saveRow(
    tenant: string,
    itemId: string,
    row: { version: number; deleted: number; brand: string; price: number | null; body: Uint8Array | null },
    regional = false,
  ): number {
    const { id } = this.db
      .prepare(`INSERT INTO catalog_item (tenant, item_id, version, deleted, brand, price, regional, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant, item_id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted,
          brand = excluded.brand, price = excluded.price, regional = excluded.regional, body = excluded.body
        RETURNING id`)
      .get(tenant, itemId, row.version, row.deleted, row.brand, row.price, regional ? 1 : 0, row.body) as {
      id: number;
    };
    return id;
  }

  #clearValues(item: number): void {
    this.db.prepare('DELETE FROM catalog_value WHERE item = ?').run(item);
    this.db.prepare('DELETE FROM catalog_region WHERE item = ?').run(item);
  }
}
