export { FactLog, type StandingEvent } from './fact-log.js';
export { LogSums } from './log-sums.js';
export type { StatisticsDeps } from './statistics-deps.js';
export { StatisticsKeeper } from './statistics-keeper.js';
export { publishSteps, StatisticsSteps } from './statistics-steps.js';
