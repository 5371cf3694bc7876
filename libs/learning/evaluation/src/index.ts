export * from './bootstrap.js';
export * from './cold-start/category-popularity.js';
export * from './cold-start/cold-start-table.js';
export * from './compare.js';
export * from './evaluate.js';
export * from './kept-lists.js';
export * from './lists-file.js';
export * from './ranked-passes.js';
export { share, signed } from './report/format.js';
export * from './report/headline.js';
export * from './report/page.js';
export {
  coldChance,
  DIFFERENCE_TITLES,
  differencesOf,
  STUDY_COLUMNS,
  seedsDiffer,
  sizesOf,
  studyFacts,
  studyLines,
  variantName,
} from './report/study-text.js';
export { renderReport } from './report/text.js';
export * from './report.js';
export * from './report-sections.js';
export * from './sections/ablation-table.js';
export * from './sections/candidate-figure.js';
export * from './sections/category-table.js';
export * from './sections/exposure.js';
export * from './sections/head-cosine.js';
export * from './sections/history-figure.js';
export * from './sections/item-categories.js';
export * from './sections/repeat-split.js';
export * from './sections/second-stage-ablation.js';
export * from './sections/signal-table.js';
export * from './stars-ranker.js';
export * from './studies/measure-study.js';
export * from './studies/stored-studies.js';
export * from './studies/study-row.js';
export * from './studies/study-table.js';
export * from './summary.js';
