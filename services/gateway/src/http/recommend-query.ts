import { StarsError } from '@stars/errors';
import type { HttpRequest } from './http-exchange.js';

const NUMBERS = new Set(['k', 'deadline_ms']);
const JSON_FIELDS = new Set([
  'filter',
  'exclude_item_ids',
  'exclude_purchased',
  'diversity',
  'category_caps',
  'exploration',
  'explain',
]);

/**
 * The query of `GET /v1/recommend` as the JSON of a request: counts become numbers, and fields that are not text are JSON.
 * Errors: `STARS_INVALID_FIELD`.
 */
export function recommendQuery({ query }: HttpRequest): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, fieldOf(name, value)]));
}

function fieldOf(name: string, value: unknown): unknown {
  if (typeof value !== 'string') throw invalid(name, 'is given more than once');
  if (NUMBERS.has(name)) {
    if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(value)) throw invalid(name, 'must be a number');
    return Number(value);
  }
  if (!JSON_FIELDS.has(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw invalid(name, 'must be JSON');
  }
}

const invalid = (field: string, problem: string): StarsError =>
  new StarsError('STARS_INVALID_FIELD', `${field} ${problem}`, { field });
