export * from './candidate-finders.js';
export * from './candidate-sizes.js';
export * from './gather-candidates.js';
export { PopularLists } from './popular-lists.js';
