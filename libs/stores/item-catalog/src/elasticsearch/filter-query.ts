import { escapeName, type TermFilter, toTermFilter } from '@stars/contracts';
import type { CatalogQuery } from '../port.js';
import { numberTerm } from './number-term.js';

/** A query in Elasticsearch's language. */
export type EsQuery = Record<string, object>;

/**
 * The items of a tenant that are there and pass, without scores. False: none can pass.
 * Errors: those of `checkFilterFields`, with the path from `filter`.
 */
export function passingItems(tenant: string, query: CatalogQuery, ...conditions: EsQuery[]): EsQuery | false {
  const filter = toTermFilter(query);
  if (filter === false) return false;
  const present = [{ term: { tenant } }, { term: { deleted: false } }, ...conditions];
  return { bool: { filter: filter === true ? present : [...present, compile(filter)] } };
}

function compile(filter: TermFilter): EsQuery {
  switch (filter.kind) {
    case 'all':
      return { bool: { filter: filter.operands.map(compile) } };
    case 'any':
      return { bool: { should: filter.operands.map(compile), minimum_should_match: 1 } };
    case 'not':
      return { bool: { must_not: [compile(filter.operand)] } };
    case 'terms':
      return { terms: { [filter.field]: filter.terms } };
    case 'range':
      return compileRange(filter);
  }
}

function compileRange({ attribute, min, max }: Extract<TermFilter, { kind: 'range' }>): EsQuery {
  if (attribute === undefined) {
    return { range: { price: { gte: min ?? -Number.MAX_VALUE, lte: max ?? Number.MAX_VALUE } } };
  }
  const name = escapeName(attribute);
  const bounds = { gte: name + numberTerm(min ?? -Infinity), lte: name + numberTerm(max ?? Infinity) };
  return { range: { numbers: bounds } };
}
