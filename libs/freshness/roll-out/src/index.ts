export type { RollOutProgress } from './fill-worker.js';
export { ModelRollOut } from './model-roll-out.js';
export * from './model-versions.js';
export type { RollOutDeps } from './roll-out-deps.js';
export { type RollOutSettings, rollOutEnvironment, rollOutSettingsOf } from './roll-out-settings.js';
export * from './serve-requests.js';
