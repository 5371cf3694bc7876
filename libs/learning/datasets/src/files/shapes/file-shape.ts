import type { EventKind } from '@stars/contracts';
import type { RowKindName } from '../row-kind.js';
import type { RawSource } from '../source-row.js';

/** Turns one row of the file into rows of a flat table. May remember earlier rows. */
export type Unfold = (record: Readonly<Record<string, unknown>>) => Record<string, unknown>[];

/** How a tool writes events or items that are not one row each. */
export interface FileShape {
  kind: RowKindName;
  /** What it is, in words. */
  name: string;
  /** Whether a file with these columns and first rows is of this tool. */
  fits(source: Pick<RawSource, 'columns' | 'sample'>): boolean;
  /** The columns that its rows can have. */
  columns: readonly string[];
  /** The columns that rows are unfolded from. */
  unfolds?: readonly string[];
  /** The type of each row, if the tool exports one kind of event only. */
  eventType?: EventKind;
  /** Whether its variants are items if nobody says it, because the tool's orders name them. */
  variants?: 'several';
  begin(): Unfold;
}
