export {
  type AppendedType,
  DuckDb,
  type DuckDbOptions,
  type PlainValue,
  readingFile,
  sqlName,
  sqlText,
  unreadableFile,
} from './duckdb.js';
