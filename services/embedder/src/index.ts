export { EmbedderModule } from './embedder.module.js';
export { EMBEDDER_TOPICS, EmbedderConsumer } from './embedder-consumer.js';
export { EMBEDDER_GROUP, EMBEDDER_MODELS_GROUP, EMBEDDER_SERVE_GROUP, type EmbedderDeps } from './embedder-deps.js';
export { embedderEnvironment } from './embedder-environment.js';
export type { RollOutProgress } from './fill-vectors.js';
export { type RebuildProgress, rebuildStores } from './rebuild-stores.js';
export type { RefreshCounts } from './refresh-checkpoint.js';
export { type RefreshOptions, refreshUsers } from './refresh-users.js';
export { type RollOutSettings, rollOutEnvironment, rollOutSettingsOf } from './roll-out-settings.js';
