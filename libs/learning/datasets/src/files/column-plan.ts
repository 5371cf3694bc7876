import { LIMITS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { stockOf } from './cells/stock-text.js';
import { ZoneTimes } from './cells/zone-times.js';
import type { ColumnOptions } from './column-options.js';
import { type ColumnRole, type FileNature, featureRole, formatRole, itemRole, textsOf } from './column-roles.js';
import { sourcesOf } from './column-sources.js';
import { COLUMNS, type RowKindName } from './row-kind.js';

/** What a column of the file was taken for, in words. */
export interface ColumnReading {
  column: string;
  /** Empty: it is left out. */
  as: string;
  how: string;
}

const OWNER: ReadonlySet<string> = new Set(['tenant_id', 'user_id', 'anonymous_id']);

/** How the columns of one file are read: the role of each in the import format, and defaults for missing ones. */
export class ColumnPlan {
  /** By column of the file: its role, or why it has none. Grows by columns that only later rows have. */
  readonly roles = new Map<string, ColumnRole | string>();
  readonly sample: FileNature['sample'];
  /** Renamed columns: the file's name to the format's. */
  readonly renamed: Readonly<Record<string, string>>;
  /** The type that every event gets if no column has it, and why; undefined if a column has it, or if nothing says it. */
  readonly eventType: { type: string; why: 'given' | 'orders' | 'ratings' } | undefined;
  readonly #nature: FileNature;
  readonly #found: ReadonlySet<string>;
  readonly #zone: ZoneTimes | undefined;
  #attributes = 0;

  constructor(
    readonly kind: RowKindName,
    columns: readonly string[],
    private readonly options: ColumnOptions = {},
    nature: FileNature = { sample: [] },
  ) {
    const sources = sourcesOf(kind, columns, options);
    const { timeZone } = options;
    this.#zone = timeZone === undefined || timeZone === 'UTC' ? undefined : new ZoneTimes(timeZone);
    // A column of that name may say something else about stock.
    const stock = sources.get('in_stock');
    const saysStock = (text: string): boolean => stockOf(text) !== undefined;
    if (stock !== undefined && !options.map?.['in_stock'] && !textsOf(nature.sample, stock).every(saysStock)) {
      sources.delete('in_stock');
    }
    this.#nature = nature;
    this.#found = new Set(sources.keys());
    this.sample = nature.sample;
    this.eventType = kind === 'events' && !this.#found.has('type') ? this.#typeOfAll() : undefined;
    const fields = new Map([...sources].map(([field, column]) => [column, field]));
    this.renamed = Object.fromEntries([...fields].filter(([column, field]) => column !== field));
    for (const column of columns) this.#addRole(column, fields.get(column), columns);
  }

  /** Whether a column of the file, or a rule, gives this column of the format. */
  has(name: string): boolean {
    const isMadeUp =
      (name === 'type' && this.eventType !== undefined) || (name === 'features' && this.kind === 'users');
    return isMadeUp || this.#found.has(name);
  }

  /** What each column was taken for. */
  readings(): ColumnReading[] {
    return [...this.roles].map(([column, role]) => {
      if (typeof role === 'string') return { column, as: '', how: role };
      const path = [role.field, ...(role.name === undefined ? [] : [role.name])];
      if (role.field === 'regions' && role.name !== undefined) path.push('in_stock');
      return { column, as: path.join('.'), how: role.how.join(', ') };
    });
  }

  /** A record as a row of the import format. Errors: `STARS_INVALID_FIELD`, `STARS_INVALID_TIME`. */
  row(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    for (const column in record) {
      const given = record[column];
      const role = this.roles.get(column) ?? this.#lateRole(column);
      if (typeof role === 'string' || given === undefined || given === null) continue;
      const value = role.read(given);
      if (value === undefined) continue;
      const { field, name } = role;
      if (role.currencyOf) row['currency'] ??= role.currencyOf(given);
      row[field] = name === undefined ? value : { ...partsOf(row[field]), [name]: value };
    }
    if (this.kind === 'users') row['features'] ??= {};
    if (this.eventType !== undefined) row['type'] ??= this.eventType.type;
    if (this.kind === 'items' && !this.#found.has('title')) row['title'] ??= row['item_id'];
    return row;
  }

  /** The cells that say whose row it is, as far as they can be read. */
  owner(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const isOwner = (role: ColumnRole | string | undefined) => typeof role === 'object' && OWNER.has(role.field);
    try {
      return this.row(Object.fromEntries(Object.entries(record).filter(([column]) => isOwner(this.roles.get(column)))));
    } catch (error) {
      if (isStarsError(error)) return {};
      throw error;
    }
  }

  /** Says that columns of the file are not read. */
  leave(columns: readonly string[]): void {
    for (const column of columns) if (!this.roles.has(column)) this.roles.set(column, this.#noSuchColumn);
  }

  get #noSuchColumn(): string {
    return `${this.kind} have no such column`;
  }

  /** The role of a column that the sample lacks: a row of JSON may have one. A name that another column was mapped to is taken. */
  #lateRole(column: string): ColumnRole | string {
    const isField = COLUMNS[this.kind].columns[column] !== undefined && !this.#found.has(column);
    return this.#addRole(column, isField ? column : undefined, []);
  }

  #addRole(column: string, field: string | undefined, columns: readonly string[]): ColumnRole | string {
    const { kind } = this;
    const role =
      field === undefined
        ? this.#roleOfOther(column)
        : formatRole({ kind, field, column }, columns, this.#nature, this.#zone);
    const read = typeof role === 'string' ? role : this.#withValues(role, column);
    this.roles.set(column, read);
    return read;
  }

  /** Of a column that the format does not have. */
  #roleOfOther(column: string): ColumnRole | string {
    if (column === '') return 'it has no name';
    if (this.kind === 'users' && !this.#found.has('features')) return featureRole(column);
    if (this.kind !== 'items') return this.#noSuchColumn;
    const role = itemRole(column, this.#nature);
    if (role?.field === 'attributes' && ++this.#attributes > LIMITS.attributes)
      return `an item has at most ${LIMITS.attributes} attributes`;
    return role ?? 'its values are nested';
  }

  /** With other values for some of the file's: those of the options, and the shop's own kinds. */
  #withValues(role: ColumnRole, column: string): ColumnRole {
    const { mapValues = {}, kinds } = this.options;
    const own = role.field === 'type' ? kinds : {};
    const byField = role.name === undefined ? mapValues[role.field] : {};
    const values = new Map(Object.entries({ ...own, ...byField, ...mapValues[column] }));
    if (values.size === 0) return role;
    const said = [...values].map(([from, to]) => `${from} is ${to}`).join(', ');
    const read = (cell: unknown): unknown => role.read(values.get(String(cell).trim()) ?? cell);
    return { ...role, how: [...role.how, said], read };
  }

  #typeOfAll(): ColumnPlan['eventType'] {
    if (this.options.type !== undefined) return { type: this.options.type, why: 'given' };
    if (this.#nature.orders) return { type: 'purchase', why: 'orders' };
    // A judgement needs no purchase: people rate what they have seen.
    return this.#found.has('value') ? { type: 'view', why: 'ratings' } : undefined;
  }
}

const partsOf = (known: unknown): object =>
  typeof known === 'object' && known !== null && !Array.isArray(known) ? known : {};
