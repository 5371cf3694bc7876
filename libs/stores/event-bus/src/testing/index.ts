export { allowOnKafka, type GivenRights } from './allow-on-kafka.js';
export { recordsOnKafka, retentionOnKafka } from './kafka-records.js';
export { SteadyFeed } from './steady-feed.js';
