export * from './describe-rankers.js';
export { idModel, NOTHING, PLAIN } from './second-stage-world.js';
export * from './small-log.js';
