import type { ColumnReading } from './column-plan.js';
import type { RowKindName } from './row-kind.js';

/** How many rows share a reason. */
export interface Reason {
  reason: string;
  rows: number;
  /** The option that helps, if there is one. */
  option?: string;
}

/** In which currency the prices of items are. */
export interface PriceReport {
  /** Items with a price. */
  items: number;
  /** The one of most prices; absent if none says it. */
  currency?: string;
  /** Prices in others, which are not stored: a catalogue has one currency. */
  leftOut: readonly { currency: string; items: number; examples: readonly string[] }[];
}

/** Result of importing a file. */
export interface FileReport {
  kind: RowKindName;
  file: string;
  /** Rows read, rejected ones included. */
  rows: number;
  /** Messages that this import added to the bus; context rows on single items share messages. */
  published: number;
  /** Messages that were on the bus already. */
  duplicates: number;
  rejected: number;
  /** Why rows were rejected, the most frequent reason first. */
  reasons: readonly Reason[];
  /** Rows that were read and are not stored, by reason. */
  leftOut: readonly Reason[];
  /** What each column was taken for. */
  columns: readonly ColumnReading[];
  /** Renamed columns: the file's name to the format's. */
  renamed?: Readonly<Record<string, string>>;
  /** The type of every event if no column gives it, and why: `given` by an option, an export of `orders`, or `ratings`. */
  eventType?: { type: string; why: 'given' | 'orders' | 'ratings' };
  /** Events by kind. */
  kinds?: Readonly<Record<string, number>>;
  /** Sentences about what a reader would not expect: the encoding, events of unknown items. */
  notes: readonly string[];
  /** The first rows as they are stored. */
  examples: readonly unknown[];
  /** For items made of events, without a file of items: how many have a title. */
  fromEvents?: { named: number };
  /** Of items, if any has a price. */
  prices?: PriceReport;
  /** Path of the rejected rows, if there are any. */
  rejectsFile?: string;
}

/** Result of an import. */
export interface ImportReport {
  /** Why nothing was stored. */
  refused?: string;
  files: readonly FileReport[];
}
