export { EmbedderModule } from './embedder.module.js';
export { EMBEDDER_TOPICS, EmbedderConsumer } from './embedder-consumer.js';
export { EMBEDDER_GROUP, EMBEDDER_MODELS_GROUP, type EmbedderDeps } from './embedder-deps.js';
export type { RollOutProgress } from './model-roll-out.js';
