export type { RollOutProgress } from './fill-worker.js';
export { ModelRollOut } from './model-roll-out.js';
export type { RollOutDeps } from './roll-out-deps.js';
export { type RollOutSettings, rollOutEnvironment, rollOutSettingsOf } from './roll-out-settings.js';
