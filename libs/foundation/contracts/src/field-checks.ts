import { fieldError, indexPath } from './field-path.js';
import { LIMITS } from './limits.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const TENANT = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/** UTF-8 takes at most three bytes a UTF-16 unit. */
const SURELY_SHORT = Math.floor(LIMITS.idBytes / 3);

function checkString(value: unknown, path: string, name: string): asserts value is string {
  if (typeof value !== 'string') throw fieldError('STARS_INVALID_FIELD', path, name, 'must be a string');
}

/** A required id: at most 512 bytes of UTF-8 and no control character. */
export function checkId(value: string, path: string, name: string): void {
  if (value === '' || value === undefined || value === null) {
    throw fieldError('STARS_FIELD_REQUIRED', path, name, 'is required');
  }
  checkOptionalId(value, path, name);
}

/** An id that may be empty. */
export function checkOptionalId(value: string, path: string, name: string): void {
  if (value === '') return;
  checkString(value, path, name);
  if (value.length > SURELY_SHORT && Buffer.byteLength(value) > LIMITS.idBytes) {
    throw fieldError('STARS_TOO_LARGE', path, name, `is longer than ${LIMITS.idBytes} bytes`);
  }
  if (CONTROL.test(value)) throw fieldError('STARS_INVALID_FIELD', path, name, 'has a control character');
  // A lone surrogate would be replaced on the wire, and two ids would become one.
  if (!value.isWellFormed()) throw fieldError('STARS_INVALID_FIELD', path, name, 'is not valid Unicode');
}

/** A tenant: a name that is safe in keys and collection names. Empty stands for the default tenant. */
export function checkTenant(value: string, path: string): void {
  if (value === '' || value === 'default') return;
  checkString(value, path, 'tenant_id');
  if (value.length > LIMITS.tenantChars) {
    throw fieldError('STARS_TOO_LARGE', path, 'tenant_id', `is longer than ${LIMITS.tenantChars} characters`);
  }
  if (!TENANT.test(value)) {
    throw fieldError('STARS_INVALID_FIELD', path, 'tenant_id', 'must be letters, digits, "_", "." or "-"');
  }
}

/** A text of at most `limit` UTF-16 units; may be empty. */
export function checkText(value: string, limit: number, path: string, name: string): void {
  checkString(value, path, name);
  if (value.length > limit) throw fieldError('STARS_TOO_LARGE', path, name, `is longer than ${limit} characters`);
}

/** A key of a map that is also a field's name: not empty, bounded, and no name that plain objects treat specially. */
export function checkName(value: string, path: string, name: string): void {
  if (value === '') throw fieldError('STARS_FIELD_REQUIRED', path, name, 'has an empty name');
  checkText(value, LIMITS.nameChars, path, name);
  if (value === '__proto__' || CONTROL.test(value)) {
    throw fieldError('STARS_INVALID_FIELD', path, name, 'has a name that is not allowed');
  }
}

/** A required time, from 1970 to 9999. */
export function checkTime(value: Date | undefined, path: string, name: string): asserts value is Date {
  if (value === undefined || value === null) throw fieldError('STARS_FIELD_REQUIRED', path, name, 'is required');
  checkOptionalTime(value, path, name);
}

export function checkOptionalTime(value: Date | undefined, path: string, name: string): void {
  if (value === undefined) return;
  if (!(value instanceof Date)) throw fieldError('STARS_INVALID_FIELD', path, name, 'must be a time');
  const ms = value.getTime();
  // Written so that NaN, the time of an invalid Date, fails too.
  if (!(ms >= LIMITS.earliestTime && ms <= LIMITS.latestTime)) {
    throw fieldError('STARS_INVALID_TIME', path, name, 'is not a time from 1970 to 9999');
  }
}

/** A finite number within bounds, both inclusive. */
export function checkNumber(value: number, min: number, max: number, path: string, name: string): void {
  if (typeof value !== 'number') throw fieldError('STARS_INVALID_FIELD', path, name, 'must be a number');
  if (!(value >= min && value <= max)) {
    throw fieldError('STARS_OUT_OF_RANGE', path, name, `is ${value}, and must be from ${min} to ${max}`);
  }
}

/** An integer within bounds, both inclusive. */
export function checkInteger(value: number, min: number, max: number, path: string, name: string): void {
  checkNumber(value, min, max, path, name);
  if (!Number.isInteger(value))
    throw fieldError('STARS_INVALID_FIELD', path, name, `is ${value}, and must be an integer`);
}

/** A monotonic version: a safe integer from 0. */
export function checkVersion(value: number, path: string, name = 'version'): void {
  checkInteger(value, 0, Number.MAX_SAFE_INTEGER, path, name);
}

/** A list of at most `max` elements. */
export function checkCount(list: readonly unknown[], min: number, max: number, path: string, name: string): void {
  if (!Array.isArray(list)) throw fieldError('STARS_INVALID_FIELD', path, name, 'must be a list');
  if (list.length < min) throw fieldError('STARS_FIELD_REQUIRED', path, name, 'must not be empty');
  if (list.length > max) {
    throw fieldError('STARS_TOO_LARGE', path, name, `has ${list.length} elements, and at most ${max} are allowed`);
  }
}

/** Categories: at most 16 levels, each a text that is not empty. */
export function checkCategory(levels: readonly string[], path: string): void {
  checkCount(levels, 0, LIMITS.categoryLevels, path, 'category');
  for (let level = 0; level < levels.length; level++) {
    const at = indexPath(path, 'category', level);
    if (levels[level] === '') throw fieldError('STARS_FIELD_REQUIRED', at, '', 'is empty');
    checkText(levels[level]!, LIMITS.nameChars, at, '');
  }
}

/** An encoded message within its limit. */
export function checkBytes(value: Uint8Array, max: number, path: string): void {
  if (value.length > max) {
    throw fieldError('STARS_TOO_LARGE', path, '', `takes ${value.length} bytes, and at most ${max} are allowed`);
  }
}
