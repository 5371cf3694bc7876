export { SteadyFeed } from './steady-feed.js';
