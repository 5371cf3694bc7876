export type { ApproximateState } from './approximate-search.js';
export { EmbeddedVectorIndex, type EmbeddedVectorIndexOptions } from './embedded.js';
export * from './port.js';
