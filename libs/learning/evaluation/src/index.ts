export {
  type BootstrapOptions,
  bootstrapMeans,
  type Difference,
  type Interval,
  intervalOf,
  mean,
  pairedDifference,
  percentile,
  resampledMeans,
  userMacroMean,
} from '@stars/replay';
export * from './build-report.js';
export * from './compare.js';
export * from './evaluate.js';
export { countShowings, type Showing } from './fatigue/count-showings.js';
export { type FatigueFit, fitFatigue } from './fatigue/fit-fatigue.js';
export * from './kept-lists.js';
export * from './lists-file.js';
export * from './ranked-passes.js';
export { digestOf } from './ranking-code.js';
export * from './report/format.js';
export * from './report/served-verdict.js';
export { renderReport } from './report/text.js';
export * from './report.js';
export * from './stars-ranker.js';
export * from './summary.js';
