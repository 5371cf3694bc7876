import type { TermFilter } from '@stars/contracts';
import { pointId } from './point.js';

/** A condition in Qdrant's language. */
export type Condition =
  | { key: string; match: { any: string[] } | { value: string } }
  | { key: string; range: { gte: number; lte: number } }
  | { has_id: string[] }
  | { nested: { key: string; filter: ConditionTree } }
  | ConditionTree;

export interface ConditionTree {
  must?: Condition[];
  should?: Condition[];
  must_not?: Condition[];
}

/** What a search asks of points: the filter, and that they are none of the items excluded. Undefined: nothing. */
export function searchConditions(
  filter: TermFilter | true,
  exclude: ReadonlySet<string> | undefined,
): ConditionTree | undefined {
  const tree: ConditionTree = filter === true ? {} : { must: [compile(filter)] };
  if (exclude !== undefined && exclude.size > 0) tree.must_not = [{ has_id: Array.from(exclude, pointId) }];
  return Object.keys(tree).length === 0 ? undefined : tree;
}

export function compile(filter: TermFilter): Condition {
  switch (filter.kind) {
    case 'all':
      return { must: filter.operands.map(compile) };
    case 'any':
      return { should: filter.operands.map(compile) };
    case 'not':
      return { must_not: [compile(filter.operand)] };
    case 'terms':
      if (filter.field === 'item_id') return { has_id: filter.terms.map(pointId) };
      return { key: filter.field, match: { any: filter.terms } };
    case 'range':
      return compileRange(filter);
  }
}

function compileRange({ attribute, min, max }: Extract<TermFilter, { kind: 'range' }>): Condition {
  // With bounds that every number lies within, so that one that is absent does not pass.
  const range = { gte: min ?? -Number.MAX_VALUE, lte: max ?? Number.MAX_VALUE };
  if (attribute === undefined) return { key: 'price', range };
  const named: Condition[] = [
    { key: 'name', match: { value: attribute } },
    { key: 'value', range },
  ];
  return { nested: { key: 'numbers', filter: { must: named } } };
}
