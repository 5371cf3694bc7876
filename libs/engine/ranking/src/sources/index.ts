export * from './candidate-finders.js';
export * from './candidate-sizes.js';
export * from './going-with.js';
export * from './merge-candidates.js';
export { PopularLists } from './popular-lists.js';
export * from './sales-lists.js';
