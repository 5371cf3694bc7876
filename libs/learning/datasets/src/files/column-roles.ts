import { LIMITS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { attributeValue, readingOf } from './cells/attribute-value.js';
import { categoryPath, categorySeparatorOf } from './cells/category-text.js';
import { currencyOf, type DecimalSign, decimalSignOf, numberOf, unclearNumber } from './cells/number-text.js';
import { stockOf } from './cells/stock-text.js';
import { timeValue } from './cells/time-text.js';
import { typedCell } from './cells/typed-cell.js';
import type { ZoneTimes } from './cells/zone-times.js';
import { COLUMNS, ITEM_PARTS, type RowKindName } from './row-kind.js';

/** What a file's column is, and how its cells are read. */
export interface ColumnRole {
  /** The column of the format. */
  field: string;
  /** Of a feature, an attribute, or a region with stock. */
  name?: string;
  /** How it is read, in words. */
  how: readonly string[];
  /** One of its numbers that could be thousands as well as a fraction, and what it is read as; absent if others tell. */
  unclear?: { text: string; value: number | undefined };
  /** Errors: `STARS_INVALID_FIELD`, `STARS_INVALID_TIME`, with the column of the format as field. */
  read(cell: unknown): unknown;
  /** The currency that a price is in, if its cell says it. */
  currencyOf?(cell: unknown): string | undefined;
}

type Sample = readonly Record<string, unknown>[];

/** What is known of a file besides its columns. */
export interface FileNature {
  /** Its first rows. */
  sample: Sample;
  /** Whether each of its rows is a purchase. */
  orders?: boolean | undefined;
  /** What its numbers have before fractions, as far as its format tells. */
  sign?: DecimalSign | undefined;
}

/** Magento and WooCommerce write all paths of a product into one cell. */
const SHOP_EXPORT = /^(attribute_set_code|product_websites|Visibility in catalog)$/;

/** The role of a column that the format has. @param column Of the file. @param columns All of the file. */
export function formatRole(
  { kind, field, column }: { kind: RowKindName; field: string; column: string },
  columns: readonly string[],
  { sample, sign: usual }: FileNature,
  zone: ZoneTimes | undefined,
): ColumnRole {
  const part = kind === 'events' ? ITEM_PARTS[field] : undefined;
  if (part !== undefined) {
    const { how, read, currencyOf } = formatRole(
      { kind: 'items', field: part, column },
      columns,
      { sample, sign: usual },
      zone,
    );
    return { field, how, read: readOrNothing(read), ...(currencyOf && { currencyOf }) };
  }
  const { type } = COLUMNS[kind].columns[field]!;
  const texts = textsOf(sample, column);
  if (type === 'time') {
    return { field, how: [], read: (cell) => (cell === '' ? undefined : timeValue(cell, field, zone)) };
  }
  if (field === 'category' && kind === 'items') {
    const separator = categorySeparatorOf(texts.filter((text) => !isJson(text)));
    const several = column.toLowerCase() === 'categories' && columns.some((each) => SHOP_EXPORT.test(each));
    const isPath = (cell: unknown): cell is string => typeof cell === 'string' && cell.trim() !== '' && !isJson(cell);
    return {
      field,
      how: [...(separator ? [`levels between ${separator}`] : []), ...(several ? ['the first of several paths'] : [])],
      read: (cell) => (isPath(cell) ? categoryPath(cell, separator, several) : typedCell(cell, type, field)),
    };
  }
  if (field === 'image') {
    // WooCommerce writes all images of a product into one cell.
    const first = (cell: unknown): unknown => (typeof cell === 'string' ? cell.split(/,\s*(?=https?:)/)[0] : cell);
    return { field, how: [], read: (cell) => typedCell(first(cell), type, field) };
  }
  if (field === 'currency') return { field, how: [], read: currencyIn };
  const sign = type === 'number' ? (decimalSignOf(texts) ?? usual) : undefined;
  return {
    ...{ field, how: commaOf(sign), read: (cell) => typedCell(cell, type, field, sign) },
    ...(type === 'number' && unclearIn(texts, sign)),
    ...(/price$/.test(field) && { currencyOf: currencyIn }),
  };
}

const currencyIn = (cell: unknown): string | undefined => (typeof cell === 'string' ? currencyOf(cell) : undefined);

/** An event is not lost for what it says of its item. */
const readOrNothing =
  (read: ColumnRole['read']): ColumnRole['read'] =>
  (cell) => {
    try {
      return read(cell);
    } catch (error) {
      if (isStarsError(error)) return undefined;
      throw error;
    }
  };

const isJson = (text: string): boolean => text.trimStart().startsWith('[');

const commaOf = (sign: DecimalSign | undefined): string[] => (sign === ',' ? ['decimal comma'] : []);

function unclearIn(texts: readonly string[], sign: DecimalSign | undefined): Pick<ColumnRole, 'unclear'> {
  const text = unclearNumber(texts);
  return text === undefined ? {} : { unclear: { text, value: numberOf(text, sign) } };
}

/** A column of users that the format does not have: a number if it is one. */
export const featureRole = (column: string): ColumnRole => ({
  ...{ field: 'features', name: column.replace(/:\w+$/, ''), how: [] },
  read(cell) {
    if (typeof cell === 'bigint') return Number(cell);
    if (cell instanceof Date) return cell.toISOString();
    if (typeof cell !== 'string') return cell;
    const number = cell.trim() === '' ? Number.NaN : Number(cell);
    return Number.isFinite(number) ? number : cell;
  },
});

/** Columns of stock by region, such as `stock_berlin`. */
const STOCK = /^(?:in_?)?stock[_ .:-]+(.+)$/i;
/** What shops call the stock of all regions together, or something else about it. */
const NO_REGION =
  /^(?:quantity|qty|status|level|count|amount|total|available|availability|min|max|low|threshold|value|date|units?)(?:$|[_ .:-])/i;

/** A column of items that the format does not have: stock of a region, or an attribute; undefined if its values are nested. */
export function itemRole(column: string, { sample, sign }: FileNature): ColumnRole | undefined {
  const texts = textsOf(sample, column);
  const reading = readingOf(texts, sign);
  const filled = sample.map((row) => row[column]).filter((value) => value !== undefined && value !== null);
  const how = [reading.type, ...commaOf(reading.sign)];
  const region = STOCK.exec(column)?.[1];
  const saysStock = (cell: unknown): boolean => cell === '' || stockOf(cell) !== undefined;
  if (region !== undefined && !NO_REGION.test(region) && filled.length > 0 && filled.every(saysStock)) {
    const read = (cell: unknown) => (cell === '' ? undefined : { in_stock: typedCell(cell, 'stock', 'regions') });
    return { field: 'regions', name: region, how: reading.type === 'text' ? [] : how, read };
  }
  if (filled.length > 0 && filled.every(isNested)) return undefined;
  return {
    ...{ field: 'attributes', name: column.slice(0, LIMITS.nameChars), how },
    ...(reading.type === 'number' && unclearIn(texts, reading.sign)),
    read: (cell) => attributeValue(cell, reading),
  };
}

const isNested = (value: unknown): boolean =>
  typeof value === 'object' &&
  !(value instanceof Date) &&
  !(Array.isArray(value) && value.every((element) => typeof element === 'string'));

/** The texts of a column in the sample, without empty ones. */
export const textsOf = (sample: Sample, column: string): string[] =>
  sample.map((row) => row[column]).filter((value) => typeof value === 'string' && value.trim() !== '') as string[];
