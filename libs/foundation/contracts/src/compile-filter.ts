import { StarsError } from '@stars/errors';
import { attributeOf, type FilterFields } from './filter-field.js';
import type { Filter } from './generated/stars/v1/filter.js';
import { isScalar } from './item-terms.js';

/** A filter compiled for many items. */
export type CompiledFilter = (fields: FilterFields) => boolean;

/** Whether an item is sold in a region: everywhere if it names no region, else where it is in stock. */
export function soldIn(regions: Readonly<Record<string, boolean>>, region: string): boolean {
  if (Object.hasOwn(regions, region)) return regions[region] === true;
  for (const _ in regions) return false;
  return true;
}

/**
 * THE semantics of filters; every adapter compiles the same tree to the same answer.
 * - `all` of nothing is true, `any` of nothing is false.
 * - `in`: whether the field's text equals one of the values; numbers and booleans by their usual text (`5`, `true`),
 *   a list if any element does. `in_stock` compares as `soldIn` each of the regions named. Never true of an absent value.
 * - `range`: whether the field is a number within the bounds set, both inclusive. Never true of an absent number or
 *   of a text. No negation is special: `not` of either is true where it is not true.
 * Errors: `STARS_UNKNOWN_FILTER_FIELD`, `STARS_INVALID_FIELD` (a node without expression); see `checkFilterFields`
 * for the path.
 */
export function compileFilter(filter: Filter): CompiledFilter {
  const expression = filter.expression;
  switch (expression?.$case) {
    case 'all': {
      const operands = expression.value.operands.map(compileFilter);
      return (fields) => operands.every((operand) => operand(fields));
    }
    case 'any': {
      const operands = expression.value.operands.map(compileFilter);
      return (fields) => operands.some((operand) => operand(fields));
    }
    case 'not': {
      const operand = compileFilter(expression.value);
      return (fields) => !operand(fields);
    }
    case 'in':
      return compileIn(expression.value.field, expression.value.values);
    case 'range':
      return compileRange(expression.value.field, expression.value.min, expression.value.max);
    default:
      throw new StarsError('STARS_INVALID_FIELD', 'A filter has no expression.');
  }
}

/** The same with a region, where the item must be sold; without both, all items pass. */
export function compileQuery({
  filter,
  region,
}: {
  filter?: Filter | undefined;
  region?: string | undefined;
}): CompiledFilter {
  const matches = filter === undefined ? () => true : compileFilter(filter);
  return region === undefined ? matches : (fields) => soldIn(fields.regions, region) && matches(fields);
}

/** Whether one item passes. For many items, compile once. */
export function matchesFilter(filter: Filter, fields: FilterFields): boolean {
  return compileFilter(filter)(fields);
}

function compileIn(field: string, values: readonly string[]): CompiledFilter {
  const wanted = new Set(values);
  if (field === 'item_id') return (fields) => wanted.has(fields.itemId);
  if (field === 'brand') return (fields) => wanted.has(fields.brand);
  if (field === 'category') return (fields) => fields.category.some((level) => wanted.has(level));
  if (field === 'in_stock') return (fields) => values.some((region) => soldIn(fields.regions, region));
  const name = attributeOf(field);
  if (name === undefined) throw unknownField(field, 'in');
  return (fields) => {
    if (!Object.hasOwn(fields.attributes, name)) return false;
    const value = fields.attributes[name];
    if (Array.isArray(value)) return value.some((element) => isScalar(element) && wanted.has(String(element)));
    return isScalar(value) && wanted.has(String(value));
  };
}

function compileRange(field: string, min = -Infinity, max = Infinity): CompiledFilter {
  const within = (value: unknown): boolean => typeof value === 'number' && value >= min && value <= max;
  if (field === 'price') return (fields) => within(fields.price);
  const name = attributeOf(field);
  if (name === undefined) throw unknownField(field, 'range');
  return (fields) => Object.hasOwn(fields.attributes, name) && within(fields.attributes[name]);
}

function unknownField(field: string, operator: string): StarsError {
  return new StarsError('STARS_UNKNOWN_FILTER_FIELD', `The filter field "${field}" is unknown to "${operator}".`);
}
