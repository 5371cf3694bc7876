export {
  type AppendedColumn,
  type AppendedType,
  DuckDb,
  type DuckDbOptions,
  type PlainValue,
  readingFile,
  sqlName,
  sqlText,
  unreadableFile,
} from './duckdb.js';
export { openWorkFolder, withWorkFolder } from './work-folder.js';
