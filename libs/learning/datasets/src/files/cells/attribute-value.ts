import { type DecimalSign, decimalSignOf, numberOf } from './number-text.js';

const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, y: true, ja: true, wahr: true, '1': true },
  ...{ false: false, no: false, n: false, nein: false, falsch: false, '0': false },
};

/** What a text says, or undefined. */
export const booleanOf = (text: string): boolean | undefined => BOOLEANS[text.trim().toLowerCase()];

/** How the texts of a column without a role are read. */
export interface ValueReading {
  type: 'number' | 'boolean' | 'text';
  sign?: DecimalSign;
}

/** Longer numbers, and those that begin with a 0, are names: EAN, telephone, zip code. */
const NAME_OF_DIGITS = /^0\d|\d{12}/;

/**
 * By all texts of a sample: a number if each is one, a boolean if each is one, else a text.
 * @param usual The decimal sign if no text tells
 */
export function readingOf(texts: readonly string[], usual?: DecimalSign): ValueReading {
  if (texts.length === 0) return { type: 'text' };
  if (texts.every((text) => booleanOf(text) !== undefined && !/^[01]$/.test(text.trim()))) return { type: 'boolean' };
  const sign = decimalSignOf(texts) ?? usual;
  const isNumber = (text: string): boolean => !NAME_OF_DIGITS.test(text.trim()) && numberOf(text, sign) !== undefined;
  if (texts.every(isNumber)) return { type: 'number', ...(sign && { sign }) };
  return { type: 'text' };
}

/** A value of an attribute: texts by the column's reading, others as they are; undefined for what no attribute can hold. */
export function attributeValue(value: unknown, { type, sign }: ValueReading): unknown {
  if (typeof value === 'string') {
    if (value.trim() === '') return undefined;
    if (type === 'number') return numberOf(value, sign) ?? value;
    if (type === 'boolean') return booleanOf(value) ?? value;
    return value;
  }
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value) && value.every((element) => typeof element === 'string')) return value;
  return undefined;
}
