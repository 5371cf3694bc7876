export type { ConsoleDeps } from './console.controller.js';
export * from './console.module.js';
