export { EmbedderModule } from './embedder.module.js';
export { EmbedderConsumer } from './embedder-consumer.js';
export type { EmbedderDeps } from './embedder-deps.js';
export { embedderEnvironment } from './embedder-environment.js';
