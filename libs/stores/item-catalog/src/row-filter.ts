import type { Filter, FilterIn, FilterRange } from '@stars/contracts';
import { nextTurn, turnIsOver } from '@stars/platform';
import type { Database, SqlValue } from '@stars/sqlite';

/** Ids of `catalog_item`. */
export type Rows = readonly number[];

/**
 * Asks a filter of rows of the catalogue, with the semantics of contracts' `matchesFilter` and `soldIn`. Each leaf is a statement of its own:
 * as one statement, a filter of n leaves takes SQLite a time that grows with n². So there are seven statements in all, whatever the filter.
 */
export class RowFilter {
  constructor(
    private readonly db: Database,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** The rows that pass, in their order. The filter's fields were checked. */
  async passing(rows: Rows, filter: Filter): Promise<Rows> {
    if (rows.length === 0) return rows;
    const expression = filter.expression!;
    switch (expression.$case) {
      case 'all': {
        let left = rows;
        for (const operand of expression.value.operands) left = await this.passing(left, operand);
        return left;
      }
      case 'any': {
        let open = rows;
        for (const operand of expression.value.operands) open = without(open, await this.passing(open, operand));
        return without(rows, open);
      }
      case 'not':
        return without(rows, await this.passing(rows, expression.value));
      case 'in':
        return this.#in(rows, expression.value);
      case 'range':
        return this.#range(rows, expression.value);
    }
  }

  /** The rows that are sold in one of the regions. */
  soldInAny(rows: Rows, regions: readonly string[]): Promise<Rows> {
    return this.#where(
      rows,
      `((i.regional = 0 AND ?) OR EXISTS (SELECT 1 FROM catalog_region r WHERE r.item = i.id AND r.in_stock = 1
        AND r.region IN (SELECT value FROM json_each(?))))`,
      regions.length > 0 ? 1 : 0,
      JSON.stringify(regions),
    );
  }

  #in(rows: Rows, { field, values }: FilterIn): Promise<Rows> {
    if (field === 'in_stock') return this.soldInAny(rows, values);
    const list = JSON.stringify(values);
    if (field === 'item_id' || field === 'brand') {
      return this.#where(rows, `i.${field} IN (SELECT value FROM json_each(?))`, list);
    }
    return this.#where(
      rows,
      `EXISTS (SELECT 1 FROM catalog_value v WHERE v.item = i.id AND v.field = ?
        AND v.text IN (SELECT value FROM json_each(?)))`,
      field,
      list,
    );
  }

  #range(rows: Rows, { field, min = -Infinity, max = Infinity }: FilterRange): Promise<Rows> {
    if (field === 'price') return this.#where(rows, 'i.price BETWEEN ? AND ?', min, max);
    return this.#where(
      rows,
      'EXISTS (SELECT 1 FROM catalog_value v WHERE v.item = i.id AND v.field = ? AND v.number BETWEEN ? AND ?)',
      field,
      min,
      max,
    );
  }

  async #where(rows: Rows, condition: string, ...parameters: SqlValue[]): Promise<Rows> {
    if (turnIsOver()) await nextTurn(this.signal);
    return this.db
      .prepare(`SELECT i.id FROM json_each(?) asked CROSS JOIN catalog_item i ON i.id = asked.value WHERE ${condition}`)
      .all<{ id: number }>(JSON.stringify(rows), ...parameters)
      .map(({ id }) => id);
  }
}

function without(rows: Rows, left: Rows): Rows {
  if (left.length === 0) return rows;
  const gone = new Set(left);
  return rows.filter((row) => !gone.has(row));
}
