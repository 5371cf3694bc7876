import { StarsError } from '@stars/errors';

const NUMBERS = new Set(['k']);
const JSON_FIELDS = new Set(['filter']);

/**
 * The query of `GET /v1/recommend` as the JSON of a request: `k` becomes a number, `filter` is JSON text.
 * Errors: `STARS_INVALID_FIELD`.
 */
export function recommendQuery(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
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
