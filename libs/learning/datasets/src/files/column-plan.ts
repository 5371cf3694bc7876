import type { EventKind } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { DecimalSign } from './cells/number-text.js';
import type { ZoneTimes } from './cells/zone-times.js';
import type { ColumnOptions } from './column-options.js';
import type { LeftOver } from './column-readings.js';
import { type ColumnRole, cellValue } from './column-role.js';
import { type RolesOfFile, rolesOf } from './column-roles.js';
import { COLUMNS, type RowKindName } from './row-kind.js';

/** What is known of a file besides its columns. */
export interface FileNature {
  /** Its first rows. */
  sample: readonly Record<string, unknown>[];
  /** The type of each of its rows, for an export of orders. */
  eventType?: EventKind;
  /** What its numbers have before fractions, as far as its format tells. */
  sign?: DecimalSign;
}

const OWNER: ReadonlySet<string> = new Set(['tenant_id', 'user_id', 'anonymous_id']);

/** How the columns of one file are read: the role of each in the import format, and defaults for missing ones. */
export class ColumnPlan {
  readonly kind: RowKindName;
  /** Of the file; grows by those that only later rows have. */
  readonly columns: string[];
  readonly sample: readonly Record<string, unknown>[];
  /** Renamed columns: the file's name to the format's. */
  readonly renamed: Readonly<Record<string, string>>;
  /** The type that every event gets if no column has it, and why; undefined if a column has it, or if nothing says it. */
  readonly eventType: { type: string; why: 'given' | 'orders' | 'ratings' } | undefined;
  readonly roles: Map<string, ColumnRole>;
  readonly leftOver: LeftOver[];
  readonly #found: ReadonlySet<string>;
  readonly #zone: ZoneTimes | undefined;
  readonly #untitled: boolean;
  readonly #flatUsers: boolean;
  readonly #known: Set<string>;

  constructor(
    kind: RowKindName,
    columns: readonly string[],
    options: ColumnOptions = {},
    nature: FileNature = { sample: [] },
  ) {
    const { sources, roles, leftOver, zone }: RolesOfFile = rolesOf(kind, columns, options, nature);
    const has = (name: string): boolean => sources.has(name);
    this.kind = kind;
    this.columns = [...columns];
    this.#known = new Set(columns);
    this.sample = nature.sample;
    this.roles = new Map(roles);
    this.leftOver = [...leftOver];
    this.#flatUsers = kind === 'users' && !has('features');
    this.#zone = zone;
    this.eventType = kind === 'events' && !has('type') ? typeOfAll(has, options, nature) : undefined;
    this.#untitled = kind === 'items' && !has('title');
    this.#found = new Set([...sources.keys(), ...(this.#flatUsers ? ['features'] : [])]);
    this.renamed = Object.fromEntries(
      [...sources].filter(([name, column]) => column !== name).map(([name, column]) => [column, name]),
    );
  }

  /** Whether a column of the file, or a rule, gives this column of the format. */
  has(name: string): boolean {
    return this.#found.has(name) || (name === 'type' && this.eventType !== undefined);
  }

  /** A record as a row of the import format. Errors: `STARS_INVALID_FIELD`, `STARS_INVALID_TIME`. */
  row(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    for (const column in record) {
      const given = record[column];
      const role = this.roles.get(column) ?? this.#lateRole(column);
      if (role === undefined || given === undefined || given === null) continue;
      const value = cellValue(given, role, this.#zone);
      if (value === undefined) continue;
      if (role.use === 'column') row[role.name] = value;
      else if (role.use === 'stock') addTo(row, 'regions', role.name, { in_stock: value });
      else addTo(row, role.use === 'feature' ? 'features' : 'attributes', role.name, value);
    }
    if (this.kind === 'users') row['features'] ??= {};
    if (this.eventType !== undefined) row['type'] ??= this.eventType.type;
    if (this.#untitled) row['title'] ??= row['item_id'];
    return row;
  }

  /** The cells that say whose row it is, as far as they can be read. */
  owner(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const cells = Object.entries(record).filter(([column]) => OWNER.has(this.roles.get(column)?.name ?? ''));
    try {
      return this.row(Object.fromEntries(cells));
    } catch (error) {
      if (isStarsError(error)) return {};
      throw error;
    }
  }

  /** Says that columns of the file are not read. */
  leave(columns: readonly string[], why: string): void {
    for (const column of columns) {
      if (this.#known.has(column)) continue;
      this.#known.add(column);
      this.columns.push(column);
      this.leftOver.push({ column, why });
    }
  }

  /** The role of a column that the sample lacks: a row of JSON may have one. */
  #lateRole(column: string): ColumnRole | undefined {
    if (this.#known.has(column)) return undefined;
    // A name that another column was mapped to is taken.
    const type = this.#found.has(column) ? undefined : COLUMNS[this.kind].types[column];
    const use = this.kind === 'items' ? 'attribute' : this.#flatUsers ? 'feature' : undefined;
    if (type === undefined && use === undefined) {
      this.leave([column], `${this.kind} have no such column`);
      return undefined;
    }
    const role: ColumnRole =
      type !== undefined ? { use: 'column', name: column, type } : { use: use!, name: column, type: 'text' };
    this.#known.add(column);
    this.columns.push(column);
    this.roles.set(column, role);
    return role;
  }
}

function typeOfAll(
  has: (name: string) => boolean,
  { type }: ColumnOptions,
  { eventType }: FileNature,
): ColumnPlan['eventType'] {
  if (type !== undefined) return { type, why: 'given' };
  if (eventType !== undefined) return { type: eventType, why: 'orders' };
  // A judgement needs no purchase: people rate what they have seen.
  return has('value') ? { type: 'view', why: 'ratings' } : undefined;
}

function addTo(row: Record<string, unknown>, field: string, name: string, value: unknown): void {
  const known = row[field];
  const object = typeof known === 'object' && known !== null && !Array.isArray(known) ? known : {};
  row[field] = { ...object, [name]: value };
}
