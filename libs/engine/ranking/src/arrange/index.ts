export * from './arrange-list.js';
export * from './best-groups.js';
export type { CategoryCapRule } from './category-caps.js';
export { COVERAGE_PENALTY, COVERAGE_WITHIN, type CoverageRule } from './cover.js';
export { type DiversityRule, diversify } from './diversify.js';
export { EXPLORATION_CANDIDATES, type ExplorationRule } from './explore.js';
export { type FatigueRule, sink, timesInVain } from './fatigue.js';
export { seededRandom } from './seeded-random.js';
