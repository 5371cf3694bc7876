export { CONSUMER_GROUPS } from './service-modules.js';
export * from './standalone.js';
export { standaloneEnvironment, standaloneProblems } from './standalone-environment.js';
export * from './standalone-options.js';
