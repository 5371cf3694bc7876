import { StarsError } from '@stars/errors';
import type { ColumnType } from '../row-kind.js';
import { booleanOf } from './attribute-value.js';
import { type DecimalSign, numberOf } from './number-text.js';
import { stockOf } from './stock-text.js';

/**
 * The value of a cell in a column of this type; undefined if it is empty. Ids written as numbers are texts. In a text, lists are
 * JSON or their elements between `|`, objects are JSON. Errors: `STARS_INVALID_FIELD` with the column as field.
 */
export function typedCell(cell: unknown, type: ColumnType, column: string, sign?: DecimalSign): unknown {
  if (type === 'stock') return cell === '' ? undefined : stockCell(cell, column);
  if (typeof cell === 'string') return cell === '' ? undefined : textCell(cell, type, column, sign);
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'bigint') return type === 'number' ? Number(cell) : type === 'text' ? String(cell) : cell;
  if (type !== 'text' || typeof cell !== 'number') return cell;
  if (Number.isInteger(cell) && !Number.isSafeInteger(cell))
    throw invalid(column, 'is a number of more digits than can be read exactly: write it as a text');
  return String(cell);
}

function stockCell(cell: unknown, column: string): boolean {
  const value = stockOf(cell);
  if (value !== undefined) return value;
  throw invalid(
    column,
    `is "${String(cell).slice(0, 40)}", and must be a number of pieces, yes, no or a word such as out_of_stock`,
  );
}

function textCell(
  cell: string,
  type: Exclude<ColumnType, 'stock'>,
  column: string,
  sign: DecimalSign | undefined,
): unknown {
  const isJson = cell.trimStart().startsWith('[');
  switch (type) {
    case 'text':
      return cell;
    case 'time':
      return cell.trim();
    case 'number':
      return numberCell(cell, column, sign);
    case 'boolean':
      return booleanCell(cell, column);
    case 'list':
      return isJson ? jsonCell(cell, column) : elements(cell);
    case 'numbers':
      return isJson ? jsonCell(cell, column) : elements(cell).map((each) => numberCell(each, column, sign));
    case 'object':
      return jsonCell(cell, column);
  }
}

const elements = (cell: string): string[] => cell.split('|').map((element) => element.trim());

function numberCell(cell: string, column: string, sign: DecimalSign | undefined): number {
  const value = numberOf(cell, sign);
  if (value === undefined) throw invalid(column, `is "${cell.slice(0, 40)}", and must be a number`);
  return value;
}

function booleanCell(cell: string, column: string): boolean {
  const value = booleanOf(cell);
  if (value === undefined) throw invalid(column, `is "${cell.slice(0, 40)}", and must be true or false`);
  return value;
}

function jsonCell(cell: string, column: string): unknown {
  try {
    return JSON.parse(cell);
  } catch (cause) {
    throw invalid(column, `is not JSON: ${(cause as Error).message}`);
  }
}

const invalid = (column: string, problem: string): StarsError =>
  new StarsError('STARS_INVALID_FIELD', `${column} ${problem}`, { field: column });
