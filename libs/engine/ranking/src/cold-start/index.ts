export * from './borrow.js';
export * from './cold-start-places.js';
export * from './content-neighbours.js';
