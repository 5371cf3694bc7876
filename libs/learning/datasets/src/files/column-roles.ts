import { LIMITS } from '@stars/contracts';
import { readingOf } from './cells/attribute-value.js';
import { categorySeparatorOf } from './cells/category-text.js';
import { type DecimalSign, decimalSignOf, unclearNumber } from './cells/number-text.js';
import { ZoneTimes } from './cells/zone-times.js';
import type { ColumnOptions } from './column-options.js';
import type { LeftOver } from './column-readings.js';
import type { ColumnRole } from './column-role.js';
import { sourcesOf } from './column-sources.js';
import { COLUMNS, type ColumnType, type RowKindName } from './row-kind.js';

export interface RolesOfFile {
  /** The format's column names to the file's. */
  sources: ReadonlyMap<string, string>;
  /** By column of the file. */
  roles: ReadonlyMap<string, ColumnRole>;
  leftOver: readonly LeftOver[];
  zone: ZoneTimes | undefined;
}

type Sample = readonly Record<string, unknown>[];

/** Columns of stock by region, such as `stock_berlin`. */
const STOCK = /^(?:in_?)?stock[_ .:-]+(.+)$/i;
/** What shops call the stock of all regions together, or something else about it. */
const NO_REGION =
  /^(?:quantity|qty|status|level|count|amount|total|available|availability|min|max|low|threshold|value|date|units?)(?:$|[_ .:-])/i;

/** The role of each column of a file, by its name and its first values. */
export function rolesOf(
  kind: RowKindName,
  columns: readonly string[],
  options: ColumnOptions,
  { sample, sign }: { sample: Sample; sign?: DecimalSign },
): RolesOfFile {
  const sources = sourcesOf(kind, columns, options.map ?? {});
  applyVariants(sources, options);
  const zone =
    options.timeZone === undefined || options.timeZone === 'UTC' ? undefined : new ZoneTimes(options.timeZone);
  const target = new Map([...sources].map(([name, column]) => [column, name]));
  const roles = new Map<string, ColumnRole>();
  const leftOver: LeftOver[] = [];
  let attributes = 0;
  for (const column of columns) {
    const name = target.get(column);
    const texts = textsOf(sample, column);
    const values = valuesOf(options, name, column);
    const common = values && { values };
    if (name !== undefined) {
      roles.set(column, { ...formatRole(kind, name, { texts, sources, columns, sign }), ...common });
    } else if (column === '') {
      leftOver.push({ column, why: 'it has no name' });
    } else if (kind === 'users' && !sources.has('features')) {
      roles.set(column, { use: 'feature', name: column.replace(/:\w+$/, ''), type: 'text', ...common });
    } else if (kind === 'items') {
      const role = itemRole(column, texts, sample, sign);
      const full = role?.use === 'attribute' && ++attributes > LIMITS.attributes;
      if (role === undefined) leftOver.push({ column, why: 'its values are nested' });
      else if (full) leftOver.push({ column, why: `an item has at most ${LIMITS.attributes} attributes` });
      else roles.set(column, { ...role, ...common });
    } else {
      leftOver.push({ column, why: `${kind} have no such column` });
    }
  }
  return { sources, roles, leftOver, zone };
}

/** With several variants, an item is a variant; with one, an item is the product, and the variant's id is not read. */
function applyVariants(sources: Map<string, string>, { variants, map = {} }: ColumnOptions): void {
  const variant = sources.get('variant_id');
  if (variant === undefined || variants !== 'several' || map['item_id'] !== undefined) return;
  sources.set('item_id', variant);
  sources.delete('variant_id');
}

function formatRole(
  kind: RowKindName,
  name: string,
  file: {
    texts: readonly string[];
    sources: ReadonlyMap<string, string>;
    columns: readonly string[];
    sign: DecimalSign | undefined;
  },
): ColumnRole {
  const { texts, sources, columns } = file;
  const type = COLUMNS[kind].types[name] as ColumnType;
  const role: ColumnRole = { use: 'column', name, type };
  const sign = type === 'number' ? (decimalSignOf(texts) ?? file.sign) : undefined;
  if (sign !== undefined) role.sign = sign;
  if (type === 'number') Object.assign(role, unclearIn(texts));
  if (name !== 'category') return role;
  const separator = categorySeparatorOf(texts.filter((text) => !text.trimStart().startsWith('[')));
  if (separator !== undefined) role.separator = separator;
  // Magento and WooCommerce write all paths of a product into one cell.
  const severalPaths =
    sources.get('category')?.toLowerCase() === 'categories' && columns.some((each) => SHOP_EXPORT.test(each));
  return severalPaths ? { ...role, severalPaths } : role;
}

const SHOP_EXPORT = /^(attribute_set_code|product_websites|Visibility in catalog)$/;

const unclearIn = (texts: readonly string[]): { unclear?: string } => {
  const unclear = unclearNumber(texts);
  return unclear === undefined ? {} : { unclear };
};

function itemRole(
  column: string,
  texts: readonly string[],
  sample: Sample,
  sign: DecimalSign | undefined,
): ColumnRole | undefined {
  const reading = readingOf(texts, sign);
  const filled = sample.map((row) => row[column]).filter((value) => value !== undefined && value !== null);
  const region = STOCK.exec(column)?.[1];
  if (region !== undefined && !NO_REGION.test(region)) {
    const use = { use: 'stock', name: region, type: 'boolean' } as const;
    if (reading.type !== 'text') return { ...use, reading };
    if (filled.length > 0 && filled.every((value) => /^(number|bigint|boolean)$/.test(typeof value))) return use;
  }
  const isNested = (value: unknown): boolean =>
    typeof value === 'object' &&
    !(value instanceof Date) &&
    !(Array.isArray(value) && value.every((element) => typeof element === 'string'));
  if (filled.length > 0 && filled.every(isNested)) return undefined;
  const unclear = reading.type === 'number' ? unclearIn(texts) : {};
  return { use: 'attribute', name: column.slice(0, LIMITS.nameChars), type: 'text', reading, ...unclear };
}

function valuesOf({ mapValues = {}, kinds }: ColumnOptions, name: string | undefined, column: string) {
  const own = name === 'type' ? kinds : {};
  const given = { ...own, ...(name === undefined ? {} : mapValues[name]), ...mapValues[column] };
  return Object.keys(given).length === 0 ? undefined : new Map(Object.entries(given));
}

/** The texts of a column in the sample, without empty ones. */
export function textsOf(sample: Sample, column: string): string[] {
  return sample.flatMap((row) => {
    const value = row[column];
    return typeof value === 'string' && value.trim() !== '' ? [value] : [];
  });
}
