/** A column that the import does not read, and why. */
export interface LeftOver {
  column: string;
  why: string;
}

/** What a column of the file was taken for, in words. */
export interface ColumnReading {
  column: string;
  /** Empty: it is left out. */
  as: string;
  how: string;
}
