import { checkFilterFields, compileQuery, type FilterFields } from '@stars/contracts';
import { chunks, nextTurn, turnIsOver } from '@stars/platform';
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

/** Errors: those of `checkFilterFields`, with the path from `filter`. */
export function rowFilter({ filter, region, signal }: CatalogQuery): RowFilter {
  signal?.throwIfAborted();
  if (filter) checkFilterFields(filter, 'filter');
  if (!filter && region === undefined) return async (rows) => rows.map(({ item_id }) => item_id);
  const passes = compileQuery({ filter, region });
  return async (rows) => {
    const passing: string[] = [];
    for (const some of chunks(rows, ITEMS_A_TURN)) {
      if (turnIsOver()) await nextTurn(signal);
      for (const { item_id, fields } of some) if (passes(JSON.parse(fields) as FilterFields)) passing.push(item_id);
    }
    return passing;
  };
}
