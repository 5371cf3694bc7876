export {
  type ClientOptions,
  type GroupsOptions,
  type ListOptions,
  type PageOptions,
  StarsClient,
  type WithFallback,
} from './client.js';
export { type Event, EventQueue } from './event-queue.js';
export type { CallOptions } from './send.js';
export { StarsError } from './stars-error.js';
export type * from './types.js';
