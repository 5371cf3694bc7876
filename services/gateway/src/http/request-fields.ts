import { type FieldForm, fieldForms, type RpcName } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { HttpRequest } from './http-exchange.js';

/**
 * Reads the path and the query of a `GET` as the JSON of a request: text as it is, numbers and booleans as such, and all else as JSON.
 * Errors: `STARS_INVALID_FIELD`.
 */
export function requestFields(rpc: RpcName): (request: HttpRequest) => Record<string, unknown> {
  const forms = fieldForms(rpc);
  return ({ query, params }) => {
    const fields: [string, unknown][] = Object.entries(params);
    for (const [name, value] of Object.entries(query)) {
      if (typeof value !== 'string' || name in params) throw invalid(name, 'is given more than once');
      fields.push([name, fieldOf(name, value, forms.get(name))]);
    }
    return Object.fromEntries(fields);
  };
}

/** An unknown field is refused by its name later. */
function fieldOf(name: string, value: string, form: FieldForm | undefined): unknown {
  switch (form) {
    case 'number':
      if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(value)) throw invalid(name, 'must be a number');
      return Number(value);
    case 'boolean':
      if (value !== 'true' && value !== 'false') throw invalid(name, 'must be true or false');
      return value === 'true';
    case 'json':
      try {
        return JSON.parse(value);
      } catch {
        throw invalid(name, 'must be JSON');
      }
    default:
      return value;
  }
}

const invalid = (field: string, problem: string): StarsError =>
  new StarsError('STARS_INVALID_FIELD', `${field} ${problem}`, { field });
