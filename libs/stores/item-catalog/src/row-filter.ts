import { checkFilterFields, compileQuery, type FilterFields } from '@stars/contracts';
import { chunks, nextTurn, turnIsOver } from '@stars/platform';
import type { Database } from '@stars/sqlite';
import type { CatalogQuery } from './port.js';

export interface FoundRow {
  item_id: string;
  /** JSON of `FilterFields`. */
  fields: string;
}

/** Some milliseconds. */
export const ITEMS_A_TURN = 100;

/** Which rows pass, in their order. */
type RowFilter = (rows: readonly FoundRow[]) => Promise<string[]>;

/** Whether an item passes; undefined: all do. Errors: those of `checkFilterFields`, with the path from `filter`. */
export function fieldsFilter({
  filter,
  region,
  signal,
}: CatalogQuery): ((fields: FilterFields) => boolean) | undefined {
  signal?.throwIfAborted();
  if (filter) checkFilterFields(filter, 'filter');
  return filter || region !== undefined ? compileQuery({ filter, region }) : undefined;
}

/** Errors: those of `fieldsFilter`. */
export function rowFilter(db: Database, tenant: string, query: CatalogQuery): RowFilter {
  const passes = fieldsFilter(query);
  const { signal, tags } = query;
  if (passes === undefined && !tags) return async (rows) => rows.map(({ item_id }) => item_id);
  return async (rows) => {
    const passing: string[] = [];
    for (const some of chunks(rows, ITEMS_A_TURN)) {
      if (turnIsOver()) await nextTurn(signal);
      // Tags first: rows that lack them are not parsed.
      const tagged = tags && withTags(db, tenant, some, tags);
      for (const { item_id, fields } of some) {
        if (tagged?.has(item_id) === false || passes?.(JSON.parse(fields) as FilterFields) === false) continue;
        passing.push(item_id);
      }
    }
    return passing;
  };
}

/** Those of the items that have at least one of the tags. */
function withTags(db: Database, tenant: string, rows: readonly FoundRow[], tags: readonly string[]): Set<string> {
  const found = db
    .prepare(`SELECT f.item_id FROM json_each(?) asked
      CROSS JOIN catalog_features f INDEXED BY catalog_features_tags ON f.tenant = ? AND f.item_id = asked.value
      WHERE EXISTS (SELECT 1 FROM json_each(f.tags) WHERE value IN (SELECT value FROM json_each(?)))`)
    .all<{ item_id: string }>(JSON.stringify(rows.map(({ item_id }) => item_id)), tenant, JSON.stringify(tags));
  return new Set(found.map(({ item_id }) => item_id));
}
