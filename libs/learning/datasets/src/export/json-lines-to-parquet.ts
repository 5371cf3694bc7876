import { DuckDb, readingFile, sqlName, sqlText } from '@stars/duckdb';

/**
 * Writes a file of JSON Lines as Parquet, in bounded memory.
 * @param columns Their types in DuckDB's words, such as `VARCHAR` or `STRUCT(name VARCHAR)[]`
 * Errors: `STARS_UNREADABLE_FILE`.
 */
export async function jsonLinesToParquet(
  source: string,
  target: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const types = Object.entries(columns).map(([name, type]) => `${sqlName(name)}: ${sqlText(type)}`);
  const read = `read_json(${sqlText(source)}, format = 'newline_delimited', columns = {${types.join(', ')}})`;
  await using db = await DuckDb.open();
  await readingFile(source, () =>
    db.run(`COPY (SELECT * FROM ${read}) TO ${sqlText(target)} (FORMAT parquet, COMPRESSION zstd)`),
  );
}
