/** How somebody says that columns are read. */
export interface ColumnOptions {
  /** The format's column names to the file's. */
  map?: Readonly<Record<string, string>>;
  /** Other values for some of the file's, by column of the format or of the file: `{ type: { product_view: 'view' } }`. */
  mapValues?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The shop's own kinds of events, and the type that each counts as. `mapValues` goes before. */
  kinds?: Readonly<Record<string, string>>;
  /** The type of every event of a file without a column of types. */
  type?: string;
  /** IANA name of the zone of times without an offset (default UTC). */
  timeZone?: string;
  /** Whether the variants of a product are one item (default), or several, where the file has ids of both. */
  variants?: 'one' | 'several';
}
