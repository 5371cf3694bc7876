import { checkFilterFields } from './check-filter.js';
import { fieldError, joinPath } from './field-path.js';
import type { Filter } from './generated/stars/v1/filter.js';
import { JsonFields } from './json-fields.js';
import { LIMITS } from './limits.js';

/**
 * The proto JSON of a filter, such as `{"all":{"operands":[{"in":{"field":"brand","values":["x"]}}]}}` → a checked
 * filter. Errors: those of `checkFilterFields`, with `path` before the field.
 */
export function filterFromJson(json: unknown, path = ''): Filter {
  const filter = parseFilter(json, path);
  checkFilterFields(filter, path);
  return filter;
}

/** The types only; fields and bounds are checked later. */
export function parseFilter(value: unknown, path: string, depth = 1): Filter {
  // The parser has a limit too, so that no nesting can exhaust the stack.
  if (depth > LIMITS.filterDepth) {
    throw fieldError('STARS_TOO_LARGE', path, '', `is nested deeper than ${LIMITS.filterDepth}`);
  }
  const json = new JsonFields(value, path, 'reject');
  const given = CASES.filter(($case) => json.raw($case) !== undefined);
  json.done();
  if (given.length !== 1) {
    throw fieldError('STARS_INVALID_FIELD', path, '', `must have one of ${CASES.join(', ')}, and has ${given.length}`);
  }
  const $case = given[0]!;
  const at = joinPath(path, $case);
  const operand = json.raw($case);
  switch ($case) {
    case 'not':
      return { expression: { $case, value: parseFilter(operand, at, depth + 1) } };
    case 'in': {
      const node = new JsonFields(operand, at, 'reject');
      const parsed = { field: node.string('field'), values: node.strings('values') };
      node.done();
      return { expression: { $case, value: parsed } };
    }
    case 'range': {
      const node = new JsonFields(operand, at, 'reject');
      const parsed = { field: node.string('field'), min: node.optionalNumber('min'), max: node.optionalNumber('max') };
      node.done();
      return { expression: { $case, value: parsed } };
    }
    default: {
      const node = new JsonFields(operand, at, 'reject');
      const operands = node.list('operands', (element, path) => parseFilter(element, path, depth + 1));
      node.done();
      return { expression: { $case, value: { operands } } };
    }
  }
}

const CASES = ['all', 'any', 'not', 'in', 'range'] as const;
