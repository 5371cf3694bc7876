import type { Database } from '@stars/sqlite';
import type { CatalogQuery, LatestQuestion } from './port.js';
import { placesOf, type RecentChanges } from './recent-changes.js';
import { type FoundRow, rowFilter } from './row-filter.js';

type LatestRow = FoundRow & { at: number };

/** Most rows that are read for a filter in one step. */
const PAGE = 1_000;
/** Rows beyond the wanted ones in a first step. */
const SPARE = 50;

/** Which rows each order reads: of an item that is back in stock, one for each place. */
const ORDERS = {
  version: { at: 'i.version', id: 'i.item_id', rows: 'catalog_item i WHERE i.tenant = ?1', place: '' },
  back_in_stock: {
    at: 'b.since',
    id: 'b.item_id',
    rows: 'catalog_back b JOIN catalog_item i ON i.tenant = b.tenant AND i.item_id = b.item_id WHERE b.tenant = ?1',
    place: 'AND b.place = ',
  },
} as const;

/** The next page after the item ?3 of ?2. Each part is a search of one index: with OR, SQLite would begin each page at the latest item. */
function pageOf(by: LatestQuestion['by'], places: readonly string[]): string {
  const { at, id, rows, place } = ORDERS[by];
  const parts = (places.length > 0 ? places : ['']).flatMap((_, n) => {
    const inPlace = place && `${place}?${n + 6}`;
    const some = `SELECT ${id} AS item_id, ${at} AS at, i.fields FROM ${rows} AND i.deleted = 0 AND ${at} >= ?5 ${inPlace}`;
    return [`${some} AND ${at} = ?2 AND ${id} > ?3`, `${some} AND ${at} < ?2`];
  });
  return `${parts.join(' UNION ALL ')} ORDER BY at DESC, item_id LIMIT ?4`;
}

/** Lists of the latest items of the catalogue in SQLite. */
export class SqliteLatestItems {
  constructor(private readonly db: Database) {}

  /** As of the port. */
  async find(tenant: string, query: CatalogQuery, { by, since = 0, limit }: LatestQuestion): Promise<string[]> {
    const filter = rowFilter(this.db, tenant, query);
    const places = by === 'version' ? [] : placesOf(query.region ?? '');
    const statement = this.db.prepare(pageOf(by, places));
    const found: string[] = [];
    let last = { at: Number.MAX_SAFE_INTEGER, item_id: '' };
    // Most items pass most filters: a first page that is not much longer than the list is enough.
    for (let most = limit + SPARE; found.length < limit; most = PAGE) {
      const size = Math.min(PAGE, most);
      const page = statement.all<LatestRow>(tenant, last.at, last.item_id, size, since, ...places);
      found.push(...(await filter(page)));
      if (page.length < size) break;
      last = page.at(-1)!;
    }
    return found.slice(0, limit);
  }

  /** The caller has the transaction. @param changes Absent: it came back nowhere, or is gone */
  put(tenant: string, itemId: string, changes: RecentChanges | undefined): void {
    this.db.prepare('DELETE FROM catalog_back WHERE tenant = ? AND item_id = ?').run(tenant, itemId);
    const insert = this.db.prepare('INSERT INTO catalog_back (tenant, item_id, place, since) VALUES (?, ?, ?, ?)');
    for (const [place, since] of Object.entries(changes?.backSince ?? {})) insert.run(tenant, itemId, place, since);
  }
}
