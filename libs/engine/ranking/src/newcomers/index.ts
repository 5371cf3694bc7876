export * from './lend.js';
export * from './lenders.js';
export * from './newcomer-places.js';
