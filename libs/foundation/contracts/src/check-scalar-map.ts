import { checkCount, checkName, checkNumber, checkText } from './field-checks.js';
import { fieldError } from './field-path.js';

/** A map of names to numbers, strings and booleans: users' features, a region's signals. */
export function checkScalarMap(map: Record<string, unknown>, maxEntries: number, maxChars: number, path: string): void {
  const names = Object.keys(map);
  checkCount(names, 0, maxEntries, path, '');
  for (const name of names) {
    checkName(name, path, name);
    const value = map[name];
    if (typeof value === 'string') checkText(value, maxChars, path, name);
    else if (typeof value === 'number') checkNumber(value, -Number.MAX_VALUE, Number.MAX_VALUE, path, name);
    else if (typeof value !== 'boolean') {
      throw fieldError('STARS_INVALID_FIELD', path, name, 'must be a number, a string or a boolean');
    }
  }
}
