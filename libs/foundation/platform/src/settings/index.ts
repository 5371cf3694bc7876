export { configInvalid, neededWith, type Problem } from './config-invalid.js';
export { SETTINGS } from './known-settings.js';
export { isServiceLink, takeSettings } from './take-settings.js';
