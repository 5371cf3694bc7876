export * from './category-popularity.js';
export * from './cold-items.js';
export * from './cold-set.js';
export * from './cold-start-table.js';
export * from './only-items.js';
