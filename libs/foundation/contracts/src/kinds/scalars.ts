import { CONTROL_CHARACTERS } from '@stars/errors';
import { problem } from '../field-problem.js';
import { parseTime } from '../iso-time.js';
import { LIMITS } from '../limits.js';
import type { EnumNames } from '../messages/enum-names.js';
import { also, anything, checkThere, emptyOr, type Kind } from './kind.js';

/** What is of a type, unbounded. */
function primitive<T>(type: 'string' | 'number' | 'boolean'): Kind<T> {
  const check = (value: unknown): void => {
    if (typeof value !== type) throw problem('STARS_INVALID_FIELD', `must be a ${type}`);
  };
  const read = (json: unknown): T => {
    check(json);
    return json as T;
  };
  return { ...anything, read, check, schema: () => ({ type }) };
}

export const boolean = primitive<boolean>('boolean');
export const anyText = primitive<string>('string');
export const anyNumber = primitive<number>('number');

const CONTROL = new RegExp(`[${CONTROL_CHARACTERS}]`);
const NO_CONTROL = `^[^${CONTROL_CHARACTERS}]*$`;
/** Those that no text of several lines holds. */
const CONTROL_BUT_SPACES = new RegExp(`(?![\\t\\n\\r])[${CONTROL_CHARACTERS}]`);
const NO_CONTROL_BUT_SPACES = `^(?:[\\t\\n\\r]|[^${CONTROL_CHARACTERS}])*$`;

/** A lone surrogate would be replaced on the wire, and two texts would become one. */
const checkUnicode = (value: string): void => {
  if (!value.isWellFormed()) throw problem('STARS_INVALID_FIELD', 'is not valid Unicode');
};

const checkOneLine = (value: string): void => {
  if (CONTROL.test(value)) throw problem('STARS_INVALID_FIELD', 'has a control character');
  checkUnicode(value);
};

/** UTF-8 takes at most three bytes a UTF-16 unit. */
const SURELY_SHORT = Math.floor(LIMITS.idBytes / 3);

/** An id: at most 512 bytes of UTF-8 and no control character. It may be empty. */
export const optionalId = emptyOr(
  also(
    anyText,
    (value) => {
      if (value.length > SURELY_SHORT && Buffer.byteLength(value) > LIMITS.idBytes) {
        throw problem('STARS_TOO_LARGE', `is longer than ${LIMITS.idBytes} bytes`);
      }
      checkOneLine(value);
    },
    // A schema cannot count bytes.
    { maxLength: LIMITS.idBytes, pattern: NO_CONTROL },
  ),
);

/** An id that must be there. */
export const id: Kind<string> = {
  ...optionalId,
  check(value) {
    checkThere(value);
    optionalId.check(value);
  },
  schema: (scope) => ({ ...optionalId.schema(scope), minLength: 1 }),
};

/** A text of at most `limit` characters, which are code points. It may be empty. */
export const text = (limit: number): Kind<string> =>
  also(
    anyText,
    (value) => {
      // A character is one or two UTF-16 units: only texts near the limit are counted.
      if (value.length > limit && (value.length > 2 * limit || [...value].length > limit)) {
        throw problem('STARS_TOO_LARGE', `is longer than ${limit} characters`);
      }
    },
    { maxLength: limit },
  );

/** A text of one line that others are shown: without control characters and what turns the direction. It may be empty. */
export const line = (limit: number): Kind<string> => also(text(limit), checkOneLine, { pattern: NO_CONTROL });

/** A text of several lines that others are shown. Of control characters it has tabs and line ends. It may be empty. */
export const lines = (limit: number): Kind<string> =>
  also(
    text(limit),
    (value) => {
      if (CONTROL_BUT_SPACES.test(value)) throw problem('STARS_INVALID_FIELD', 'has a control character');
      checkUnicode(value);
    },
    { pattern: NO_CONTROL_BUT_SPACES },
  );

/** A line that says something. */
export const filledLine = (limit: number): Kind<string> =>
  also(
    line(limit),
    (value) => {
      if (value.trim() === '') throw problem('STARS_FIELD_REQUIRED', 'is required');
    },
    { pattern: `^(?=.*\\S)${NO_CONTROL.slice(1)}` },
  );

const NAME = text(LIMITS.nameChars);

/** A name, as of a key of a map: not empty, bounded, and none that plain objects treat specially. */
export const name: Kind<string> = {
  ...NAME,
  check(value) {
    if (value === '') throw problem('STARS_FIELD_REQUIRED', 'has an empty name');
    NAME.check(value);
    if (value === '__proto__' || CONTROL.test(value)) {
      throw problem('STARS_INVALID_FIELD', 'has a name that is not allowed');
    }
  },
  schema: (scope) => ({ ...NAME.schema(scope), minLength: 1, pattern: NO_CONTROL, not: { const: '__proto__' } }),
};

/** A text that matches. `what` it must be completes "must be …". */
export const matching = (kind: Kind<string>, pattern: RegExp, what: string): Kind<string> =>
  also(
    kind,
    (value) => {
      if (!pattern.test(value)) throw problem('STARS_INVALID_FIELD', `must be ${what}`);
    },
    { pattern: pattern.source },
  );

const asFileName = (kind: Kind<string>): Kind<string> =>
  matching(kind, /^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'letters, digits, "_", "." or "-"');

/** A tenant: a name that is safe in keys and collection names. Empty stands for the default tenant. */
export const tenant = emptyOr(asFileName(text(LIMITS.tenantChars)));

/** A language, as a BCP 47 tag such as `de-AT`. It may be empty. */
export const languageTag = emptyOr(
  matching(text(LIMITS.languageChars), /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'a language tag such as de or de-AT'),
);

/** A model's version, which names a folder and a collection. */
export const modelVersion = asFileName(also(id, NAME.check, { maxLength: LIMITS.nameChars }));

/** A digest. */
export const sha256 = matching(anyText, /^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');

/** One of the texts. */
export const oneOfTexts = (...texts: string[]): Kind<string> =>
  also(
    anyText,
    (value) => {
      if (!texts.includes(value)) throw problem('STARS_INVALID_FIELD', `must be one of ${texts.join(', ')}`);
    },
    { enum: texts },
  );

/** A number within bounds, both inclusive. By default, any finite one. */
export const number = (min = -Number.MAX_VALUE, max = Number.MAX_VALUE): Kind<number> =>
  also(
    anyNumber,
    (value) => {
      // Written so that NaN fails too.
      if (!(value >= min && value <= max)) {
        throw problem('STARS_OUT_OF_RANGE', `is ${value}, and must be from ${min} to ${max}`);
      }
    },
    max === Number.MAX_VALUE ? {} : { minimum: min, maximum: max },
  );

/** An integer within bounds, both inclusive. By default, any uint32. */
export const integer = (min = 0, max = 0xffff_ffff): Kind<number> =>
  also(
    number(min, max),
    (value) => {
      if (!Number.isInteger(value)) throw problem('STARS_INVALID_FIELD', `is ${value}, and must be an integer`);
    },
    { type: 'integer' },
  );

const safeInteger = integer(0, Number.MAX_SAFE_INTEGER);

/** A safe integer from 0, such as a version: in JSON a number, or its decimal digits as proto JSON writes them. */
export const int64: Kind<number> = {
  ...safeInteger,
  read(json) {
    if (typeof json === 'number') return json;
    if (typeof json === 'string' && /^-?\d{1,19}$/.test(json)) return Number(json);
    throw problem('STARS_INVALID_FIELD', 'must be an integer');
  },
  schema(scope) {
    const schema = safeInteger.schema(scope);
    return scope.side === 'response' ? schema : { anyOf: [schema, { type: 'string', pattern: '^\\d{1,15}$' }] };
  },
};

const FROM_1970 = '^(19[7-9]\\d|[2-9]\\d{3})-';

/** A time from 1970 to 9999: in JSON as ISO 8601. It may be absent. */
export const optionalTime: Kind<Date | undefined> = {
  read: parseTime,
  write: (value) => value?.toISOString(),
  check(value) {
    if (value === undefined) return;
    if (!(value instanceof Date)) throw problem('STARS_INVALID_FIELD', 'must be a time');
    parseTime(value);
  },
  schema: ({ side }) => ({
    type: 'string',
    format: 'date-time',
    ...(side === 'request' ? { pattern: FROM_1970 } : {}),
  }),
};

/** A time that must be there. */
export const time: Kind<Date | undefined> = {
  ...optionalTime,
  check(value) {
    checkThere(value);
    optionalTime.check(value);
  },
};

/** A value of an enum; 0, "unspecified", is its absence. In JSON its name, or an empty text for its absence. */
export const optionalChoice = <T extends number>(names: EnumNames<T>): Kind<T> => ({
  read: (json) => (json === '' ? (0 as T) : names.parse(json)),
  write: (value) => names.shortName(value),
  check(value) {
    if (value !== 0 && names.shortName(value) === undefined) {
      throw problem('STARS_UNKNOWN_TYPE', `is ${value}, and must be one of ${names.choices}`);
    }
  },
  schema: (scope) => scope.choice(names),
});

/** A value of an enum that must be there. */
export const choice = <T extends number>(names: EnumNames<T>): Kind<T> => {
  const kind = optionalChoice(names);
  return {
    ...kind,
    check(value) {
      if (!value) throw problem('STARS_FIELD_REQUIRED', `is required: one of ${names.choices}`);
      kind.check(value);
    },
  };
};
