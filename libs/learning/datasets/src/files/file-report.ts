import type { RowKindName } from './row-kind.js';

/** What became of a file. */
export interface FileReport {
  kind: RowKindName;
  file: string;
  /** Rows read, the rejected ones too. */
  rows: number;
  /** Messages now on the bus because of this import; context rows on single items share messages. */
  published: number;
  /** Messages that were on the bus already. */
  duplicates: number;
  rejected: number;
  /** Events left out for their value. */
  leftOut?: number;
  /** Columns that the format calls otherwise: the file's name to the format's. */
  renamed?: Readonly<Record<string, string>>;
  /** What every event counts as, where no column says it. */
  eventType?: string;
  /** True for the items that the events named, where there is no file of items. */
  fromEvents?: boolean;
  /** Where the rejected rows are, if there are any. */
  rejectsFile?: string;
}
