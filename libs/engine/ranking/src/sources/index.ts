export * from './candidate-finders.js';
export * from './candidate-sizes.js';
export * from './merge-candidates.js';
export { PopularLists } from './popular-lists.js';
