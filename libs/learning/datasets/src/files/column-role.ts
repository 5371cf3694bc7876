import { StarsError } from '@stars/errors';
import { attributeValue, type ValueReading } from './cells/attribute-value.js';
import { type CategorySeparator, categoryPath } from './cells/category-text.js';
import type { DecimalSign } from './cells/number-text.js';
import { timeValue } from './cells/time-text.js';
import { typedCell } from './cells/typed-cell.js';
import type { ZoneTimes } from './cells/zone-times.js';
import type { ColumnType } from './row-kind.js';

/** What a file's column is: one of the format's, a feature of users, an attribute of items, or their stock in one region. */
export interface ColumnRole {
  use: 'column' | 'feature' | 'attribute' | 'stock';
  /** Of the format's column, the feature, the attribute or the region. */
  name: string;
  type: ColumnType;
  /** How its numbers are written. */
  sign?: DecimalSign;
  /** One of its numbers that could be thousands as well as a fraction, if none of the others tells. */
  unclear?: string;
  /** What is between the levels of its categories. */
  separator?: CategorySeparator;
  /** Whether its categories are several paths with commas between them. */
  severalPaths?: boolean;
  /** Of an attribute. */
  reading?: ValueReading;
  /** Other values for some of the file's (`--map-value`). */
  values?: ReadonlyMap<string, string>;
}

/** The value of a cell in its role. Errors: `STARS_INVALID_FIELD`, `STARS_INVALID_TIME`, with the role's name as field. */
export function cellValue(given: unknown, role: ColumnRole, zone?: ZoneTimes): unknown {
  const value = role.values?.get(String(given).trim()) ?? given;
  switch (role.use) {
    case 'feature':
      return featureValue(value);
    case 'attribute':
      return attributeValue(value, role.reading ?? { type: 'text' });
    case 'stock':
      return inStock(value, role);
    case 'column':
      return columnValue(value, role, zone);
  }
}

/** Ids written as numbers are texts, times written as numbers are times. */
function columnValue(
  value: unknown,
  { name, type, sign, separator, severalPaths }: ColumnRole,
  zone?: ZoneTimes,
): unknown {
  if (type === 'time') return value === '' ? undefined : timeValue(value, name, zone);
  if (typeof value === 'string') {
    const isPath = name === 'category' && value.trim() !== '' && !value.trimStart().startsWith('[');
    return isPath ? categoryPath(value, separator, severalPaths) : typedCell(value, type, name, sign);
  }
  if (type === 'number' && typeof value === 'bigint') return Number(value);
  if (type !== 'text') return value instanceof Date ? value.toISOString() : value;
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'number') return value;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    const what = `${name} is a number of more digits than can be read exactly: write it as a text`;
    throw new StarsError('STARS_INVALID_FIELD', what, { field: name });
  }
  return String(value);
}

/** A feature from a text: a number if it is one. */
function featureValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return value;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : value;
}

/** A number of pieces, or a word. */
function inStock(value: unknown, role: ColumnRole): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return value > 0;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const read = attributeValue(value, role.reading ?? { type: 'number' });
  if (typeof read === 'boolean') return read;
  if (typeof read === 'number') return read > 0;
  const problem = `the stock of ${role.name} is "${value.slice(0, 40)}", and must be a number, yes or no`;
  throw new StarsError('STARS_INVALID_FIELD', problem, { field: 'regions' });
}
