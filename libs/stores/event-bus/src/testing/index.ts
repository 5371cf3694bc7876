export { recordsOnKafka, retentionOnKafka } from './kafka-records.js';
export { SteadyFeed } from './steady-feed.js';
