export * from './awaited-positions.js';
export { SIGNATURE_HEADER } from './control-keys.js';
export { ERASURES, SIGNED_TOPICS, sealControlTopics } from './control-seal.js';
export { DEAD_LETTER_HEADERS, deadLetterMessage } from './dead-letter.js';
export { SqliteEventBus, type SqliteEventBusOptions } from './embedded.js';
export * from './find-dead-letters.js';
export type { KafkaEventBusOptions } from './kafka/options.js';
export { groupOnBroker, topicOnBroker } from './kafka-names.js';
export * from './port.js';
export { readAnnouncements } from './read-announcements.js';
export {
  type DeadLetter,
  type DeadLetterPlace,
  dropDeadLetters,
  readDeadLetters,
  replayDeadLetters,
} from './read-dead-letters.js';
export { poisonOf, readMessages } from './read-messages.js';
export { retryTopic, retryTopicsOf } from './retry-topic.js';
export { tracedBus } from './traced-bus.js';
export { readTrainings, TrainingSteps } from './training-steps.js';
export { MAX_VALUE_BYTES } from './value-limit.js';

/** Its client is loaded here: a process of an embedded stack starts without it. */
export const openKafkaEventBus: typeof import('./kafka/kafka-event-bus.js').openKafkaEventBus = async (options) =>
  (await import('./kafka/kafka-event-bus.js')).openKafkaEventBus(options);
export { CATALOG_INDEXER_GROUPS, isIndexerBehind, liveChangesIndexed } from './groups/catalog-indexer-groups.js';
export {
  CONSUMER_GROUPS,
  EMBEDDER_GROUPS,
  groupsOf,
  type ServiceGroup,
  TAGGER_GROUPS,
} from './groups/consumer-groups.js';
export * from './groups/drain-groups.js';
