export * from './cold-start-collection.js';
export { EmbeddedVectorIndex, type EmbeddedVectorIndexOptions } from './embedded.js';
export { VECTOR_SCAN } from './native-addon.js';
export * from './payload-of.js';
export * from './port.js';
export type { Products } from './products.js';
export type { QdrantVectorIndexOptions } from './qdrant/open.js';

/** Its client is loaded here: a process of an embedded stack starts without it. */
export const openQdrantVectorIndex: typeof import('./qdrant/open.js').openQdrantVectorIndex = async (options) =>
  (await import('./qdrant/open.js')).openQdrantVectorIndex(options);
