import { StarsError } from '@stars/errors';
import { checkFilterFields } from './checked-messages.js';
import { attributeOf } from './filter-field.js';
import type { Filter, FilterIn, FilterRange } from './generated/stars/v1/filter.js';
import { attributeTerm, regionTerm, SOLD_EVERYWHERE } from './item-terms.js';

/** Fields of plain terms: the item's own, and those of `ItemTerms`. */
export type TermField = 'item_id' | 'brand' | 'category' | 'attributes' | 'sold_in';

/**
 * A filter over terms and numbers, for engines with inverted indexes. No list is empty and no constant is left in it.
 * `terms`: the field has one of them. `range`: the price, or the number that the attribute is, lies within the bounds.
 */
export type TermFilter =
  | { kind: 'all' | 'any'; operands: TermFilter[] }
  | { kind: 'not'; operand: TermFilter }
  | { kind: 'terms'; field: TermField; terms: string[] }
  | { kind: 'range'; attribute: string | undefined; min: number | undefined; max: number | undefined };

/**
 * A filter and a region, over an item's `itemTerms`, with the semantics of `matchesFilter` and `soldIn`; true if all items pass, false if none. Errors: those of `checkFilterFields`, with the path from `filter`.
 */
export function toTermFilter(query: { filter?: Filter; region?: string }): TermFilter | boolean {
  const parts: (TermFilter | boolean)[] = [];
  if (query.filter !== undefined) {
    checkFilterFields(query.filter, 'filter');
    parts.push(convert(query.filter));
  }
  if (query.region !== undefined) parts.push(soldInAny([query.region]));
  return combine('all', parts);
}

function convert({ expression }: Filter): TermFilter | boolean {
  switch (expression?.$case) {
    case 'all':
    case 'any':
      return combine(expression.$case, expression.value.operands.map(convert));
    case 'not': {
      const operand = convert(expression.value);
      return typeof operand === 'boolean' ? !operand : { kind: 'not', operand };
    }
    case 'in':
      return convertIn(expression.value);
    case 'range':
      return convertRange(expression.value);
    default:
      throw new StarsError('STARS_INVALID_FIELD', 'a filter has no expression', { field: 'filter' });
  }
}

/** `all` ends at the first false and skips what is true; `any` the other way round. */
function combine(kind: 'all' | 'any', parts: readonly (TermFilter | boolean)[]): TermFilter | boolean {
  const neutral = kind === 'all';
  if (parts.includes(!neutral)) return !neutral;
  const operands = parts.filter((part) => typeof part !== 'boolean');
  if (operands.length === 0) return neutral;
  return operands.length === 1 ? operands[0]! : { kind, operands };
}

function convertIn({ field, values }: FilterIn): TermFilter | boolean {
  if (values.length === 0) return false;
  if (field === 'in_stock') return soldInAny(values);
  if (field === 'item_id' || field === 'brand' || field === 'category') return { kind: 'terms', field, terms: values };
  const name = attributeOf(field);
  if (name === undefined) throw unknownField(field);
  return { kind: 'terms', field: 'attributes', terms: values.map((value) => attributeTerm(name, value)) };
}

function soldInAny(regions: readonly string[]): TermFilter {
  return { kind: 'terms', field: 'sold_in', terms: [SOLD_EVERYWHERE, ...regions.map(regionTerm)] };
}

function convertRange({ field, min, max }: FilterRange): TermFilter | boolean {
  if (min !== undefined && max !== undefined && min > max) return false;
  const attribute = attributeOf(field);
  if (attribute === undefined && field !== 'price') throw unknownField(field);
  return { kind: 'range', attribute, min, max };
}

function unknownField(field: string): StarsError {
  return new StarsError('STARS_UNKNOWN_FILTER_FIELD', `no catalogue item has the field "${field}"`, {
    field: 'filter',
  });
}
