export * from './standalone.js';
export { standaloneEnvironment, standaloneProblems } from './standalone-environment.js';
export * from './standalone-options.js';
