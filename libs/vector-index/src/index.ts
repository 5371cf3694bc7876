export type { ApproximateState } from './approximate-search.js';
export { EmbeddedVectorIndex, type EmbeddedVectorIndexOptions } from './embedded.js';
export * from './payload-of.js';
export * from './port.js';
export { openQdrantVectorIndex, type QdrantVectorIndexOptions } from './qdrant/open.js';
