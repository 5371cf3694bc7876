import { escapeName, type TermFilter, toTermFilter } from '@stars/contracts';
import type { CatalogQuery } from '../port.js';
import { placesOf } from '../recent-changes.js';
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

/** Whether an item has one of the words. */
export const hasWord = (words: readonly string[], boost = 1): EsQuery => ({
  match: { words: { query: words.join(' '), boost } },
});

/** The order of a list of the latest, and which items have a place in it. */
interface LatestOrder {
  conditions: EsQuery[];
  order: object;
}

export const BY_VERSION: LatestOrder = { conditions: [], order: { version: 'desc' } };

/** @param since ms since 1970 */
export function byBackSince(region: string, since: number): LatestOrder {
  const inPlace = { terms: { 'back.place': placesOf(region) } };
  const lately = { bool: { filter: [inPlace, { range: { 'back.since': { gte: since } } }] } };
  return {
    conditions: [{ nested: { path: 'back', query: lately } }],
    order: { 'back.since': { order: 'desc', mode: 'max', nested: { path: 'back', filter: inPlace } } },
  };
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
