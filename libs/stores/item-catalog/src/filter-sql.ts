import { attributeOf, checkFilterFields, type Filter, type FilterIn, type FilterRange } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { SqlValue } from '@stars/sqlite';
import type { CatalogQuery } from './port.js';

/** A condition on `catalog_item AS i` that is 0 or 1, never null, and the values of its placeholders. */
export interface SqlCondition {
  sql: string;
  parameters: SqlValue[];
}

/**
 * A query as SQL, with the semantics of contracts' `matchesFilter` and `soldIn`.
 * Errors: `STARS_UNKNOWN_FILTER_FIELD` and the others of `checkFilterFields`, with the path from `filter`.
 */
export function compileQuery(query: CatalogQuery): SqlCondition {
  const parts: SqlCondition[] = [];
  if (query.filter !== undefined) {
    checkFilterFields(query.filter, 'filter');
    parts.push(compileFilterSql(query.filter));
  }
  if (query.region !== undefined) parts.push(soldInAny([query.region]));
  return join(parts, 'AND', '1');
}

function compileFilterSql(filter: Filter): SqlCondition {
  const { expression } = filter;
  switch (expression?.$case) {
    case 'all':
      return join(expression.value.operands.map(compileFilterSql), 'AND', '1');
    case 'any':
      return join(expression.value.operands.map(compileFilterSql), 'OR', '0');
    case 'not': {
      const { sql, parameters } = compileFilterSql(expression.value);
      return { sql: `NOT ${sql}`, parameters };
    }
    case 'in':
      return compileIn(expression.value);
    case 'range':
      return compileRange(expression.value);
    default:
      throw new StarsError('STARS_INVALID_FIELD', 'a filter has no expression', { field: 'filter' });
  }
}

/** Joined as a balanced tree: SQLite limits the depth of an expression, and a chain is as deep as it is long. */
function join(parts: readonly SqlCondition[], operator: 'AND' | 'OR', ofNothing: '0' | '1'): SqlCondition {
  if (parts.length === 0) return { sql: ofNothing, parameters: [] };
  if (parts.length === 1) return parts[0]!;
  const middle = parts.length >> 1;
  const left = join(parts.slice(0, middle), operator, ofNothing);
  const right = join(parts.slice(middle), operator, ofNothing);
  return { sql: `(${left.sql} ${operator} ${right.sql})`, parameters: [...left.parameters, ...right.parameters] };
}

function compileIn({ field, values }: FilterIn): SqlCondition {
  const list = JSON.stringify(values);
  if (field === 'item_id') return { sql: '(i.item_id IN (SELECT value FROM json_each(?)))', parameters: [list] };
  if (field === 'brand') return { sql: '(i.brand IN (SELECT value FROM json_each(?)))', parameters: [list] };
  if (field === 'in_stock') return soldInAny(values);
  if (field !== 'category' && attributeOf(field) === undefined) throw unknownField(field);
  return {
    sql: `EXISTS (SELECT 1 FROM catalog_value v WHERE v.item = i.id AND v.field = ?
      AND v.text IN (SELECT value FROM json_each(?)))`,
    parameters: [field, list],
  };
}

function soldInAny(regions: readonly string[]): SqlCondition {
  return {
    sql: `((i.regional = 0 AND ?) OR EXISTS (SELECT 1 FROM catalog_region r WHERE r.item = i.id AND r.in_stock = 1
      AND r.region IN (SELECT value FROM json_each(?))))`,
    parameters: [regions.length > 0 ? 1 : 0, JSON.stringify(regions)],
  };
}

function compileRange({ field, min, max }: FilterRange): SqlCondition {
  const column = field === 'price' ? 'i.price' : 'v.number';
  const bounds: SqlValue[] = [];
  let within = `${column} IS NOT NULL`;
  if (min !== undefined) {
    within += ` AND ${column} >= ?`;
    bounds.push(min);
  }
  if (max !== undefined) {
    within += ` AND ${column} <= ?`;
    bounds.push(max);
  }
  if (field === 'price') return { sql: `(${within})`, parameters: bounds };
  if (attributeOf(field) === undefined) throw unknownField(field);
  return {
    sql: `EXISTS (SELECT 1 FROM catalog_value v WHERE v.item = i.id AND v.field = ? AND ${within})`,
    parameters: [field, ...bounds],
  };
}

function unknownField(field: string): StarsError {
  return new StarsError('STARS_UNKNOWN_FILTER_FIELD', `no catalogue item has the field "${field}"`, {
    field: 'filter',
  });
}
