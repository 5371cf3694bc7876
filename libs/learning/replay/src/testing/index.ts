export { idModel, NOTHING, PLAIN } from './second-stage-world.js';
export * from './small-log.js';
