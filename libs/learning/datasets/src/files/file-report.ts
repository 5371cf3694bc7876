import type { RowKindName } from './row-kind.js';

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
  /** Events left out for their value. */
  leftOut?: number;
  /** Renamed columns: the file's name to the format's. */
  renamed?: Readonly<Record<string, string>>;
  /** The type of every event if no column gives it. */
  eventType?: string;
  /** True for items derived from events, without a file of items. */
  fromEvents?: boolean;
  /** Path of the rejected rows, if there are any. */
  rejectsFile?: string;
}
