import { checkCount, checkNumber, checkText } from './field-checks.js';
import { fieldError, indexPath, joinPath } from './field-path.js';
import { attributeOf, FILTER_FIELDS } from './filter-field.js';
import type { Filter, FilterIn, FilterRange } from './generated/stars/v1/filter.js';
import { LIMITS } from './limits.js';

/** What is left of the limits of the whole tree. */
interface Allowance {
  nodes: number;
  values: number;
}

/**
 * Throws unless every node has an expression that is known and bounded. Paths follow the tree: `filter.all.operands[1].in.field`.
 * Errors: `STARS_UNKNOWN_FILTER_FIELD`, `STARS_INVALID_FIELD`, `STARS_FIELD_REQUIRED`, `STARS_OUT_OF_RANGE`,
 * `STARS_TOO_LARGE` (deeper than 16, over 1,000 nodes or over 10,000 values).
 */
export function checkFilterFields(filter: Filter, path = ''): void {
  checkNode(filter, path, 1, { nodes: LIMITS.filterNodes, values: LIMITS.filterValues });
}

function checkNode(filter: Filter, path: string, depth: number, left: Allowance): void {
  if (depth > LIMITS.filterDepth) {
    throw fieldError('STARS_TOO_LARGE', path, '', `is nested deeper than ${LIMITS.filterDepth}`);
  }
  left.nodes--;
  if (left.nodes < 0)
    throw fieldError('STARS_TOO_LARGE', path, '', `is past ${LIMITS.filterNodes} nodes of one filter`);
  const expression = filter.expression;
  switch (expression?.$case) {
    case 'all':
    case 'any': {
      const at = joinPath(path, expression.$case);
      checkCount(expression.value.operands, 0, LIMITS.filterNodes, at, 'operands');
      for (const [index, operand] of expression.value.operands.entries()) {
        checkNode(operand, indexPath(at, 'operands', index), depth + 1, left);
      }
      return;
    }
    case 'not':
      checkNode(expression.value, joinPath(path, 'not'), depth + 1, left);
      return;
    case 'in':
      checkIn(expression.value, joinPath(path, 'in'), left);
      return;
    case 'range':
      checkRange(expression.value, joinPath(path, 'range'));
      return;
    default:
      throw fieldError('STARS_INVALID_FIELD', path, '', 'has no expression: one of all, any, not, in, range');
  }
}

function checkIn(node: FilterIn, path: string, left: Allowance): void {
  checkField(node.field, path);
  if (node.field === 'price') {
    throw fieldError('STARS_INVALID_FIELD', path, 'field', 'is price, which takes a range');
  }
  left.values -= node.values.length;
  if (left.values < 0) {
    throw fieldError('STARS_TOO_LARGE', path, 'values', `is past ${LIMITS.filterValues} values of one filter`);
  }
  for (const [index, value] of node.values.entries()) {
    checkText(value, LIMITS.attributeChars, indexPath(path, 'values', index), '');
  }
}

function checkRange(node: FilterRange, path: string): void {
  checkField(node.field, path);
  if (node.field !== 'price' && attributeOf(node.field) === undefined) {
    throw fieldError('STARS_INVALID_FIELD', path, 'field', `is ${node.field}, which is not a number`);
  }
  for (const bound of ['min', 'max'] as const) {
    const value = node[bound];
    if (value !== undefined) checkNumber(value, -Number.MAX_VALUE, Number.MAX_VALUE, path, bound);
  }
}

function checkField(field: string, path: string): void {
  if (field === '') throw fieldError('STARS_FIELD_REQUIRED', path, 'field', 'is required');
  checkText(field, LIMITS.nameChars + 'attributes.'.length, path, 'field');
  if (attributeOf(field) === undefined && !(FILTER_FIELDS as readonly string[]).includes(field)) {
    const known = `${FILTER_FIELDS.join(', ')}, attributes.NAME`;
    throw fieldError(
      'STARS_UNKNOWN_FILTER_FIELD',
      path,
      'field',
      `is ${JSON.stringify(field)}, and must be one of ${known}`,
    );
  }
}
