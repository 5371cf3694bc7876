/** Topic names: one place, the same on every bus. */
export const TOPICS = {
  interactions: 'stars.v1.interactions',
  impressions: 'stars.v1.impressions',
  catalog: 'stars.v1.catalog',
  catalogPatches: 'stars.v1.catalog-patches',
  users: 'stars.v1.users',
  context: 'stars.v1.context',
  itemFeatures: 'stars.v1.item-features',
  tagCorrections: 'stars.v1.tag-corrections',
  models: 'stars.v1.models',
  servedModels: 'stars.v1.served-models',
  serveRequests: 'stars.v1.serve-requests',
  rollOuts: 'stars.v1.roll-outs',
  trainings: 'stars.v1.trainings',
  purchaseFacts: 'stars.v1.purchase-facts',
  itemStatistics: 'stars.v1.item-statistics',
  surfaces: 'stars.v1.surfaces',
  rules: 'stars.v1.rules',
} as const;

export type Topic = (typeof TOPICS)[keyof typeof TOPICS];

/** What each tagger has spent of the budget of its endpoint, by day: JSON, with the key `day/process`. */
export const SPENDING_TOPIC = 'stars.v1.text-spending';

/** Seats of roles that one process has at a time, such as the trainer's: an empty message, with the role as its key. */
export const SEATS_TOPIC = 'stars.v1.seats';

/** What was done by whom: JSON, all with one key. It only grows. */
export const AUDIT_TOPIC = 'stars.v1.audit';

/** From which positions on each control topic needs signatures: JSON, with the topic as its key. */
export const CONTROL_SEALS_TOPIC = 'stars.v1.control-seals';

/** Topics whose every message decides what is served, what lists are like, or how products are tagged. */
export const CONTROL_TOPICS: readonly string[] = [
  TOPICS.models,
  TOPICS.servedModels,
  TOPICS.serveRequests,
  TOPICS.rollOuts,
  TOPICS.trainings,
  TOPICS.tagCorrections,
  TOPICS.surfaces,
  TOPICS.rules,
];

/** Topics that keep at least the last message of each key, and may drop older ones. */
export const COMPACTED_TOPICS: readonly string[] = [
  TOPICS.catalog,
  TOPICS.catalogPatches,
  TOPICS.itemFeatures,
  TOPICS.tagCorrections,
  TOPICS.models,
  TOPICS.servedModels,
  TOPICS.trainings,
  TOPICS.itemStatistics,
  TOPICS.surfaces,
  TOPICS.rules,
  SPENDING_TOPIC,
  SEATS_TOPIC,
  CONTROL_SEALS_TOPIC,
];

/** Topics with messages of users, by the user's key: what is erased with a user. */
export const TOPICS_OF_USERS: readonly Topic[] = [TOPICS.interactions, TOPICS.impressions, TOPICS.users];

/** Topics that an archive keeps for years: where there is one, the bus may keep days. Compacted ones are archived too. */
export const ARCHIVED_TOPICS: readonly string[] = [
  TOPICS.interactions,
  TOPICS.impressions,
  TOPICS.users,
  TOPICS.context,
];

/** The partition of messages that an import wrote to the archive: they were never on the bus, and have offsets of their own. */
export const ARCHIVE_PARTITION = -1;

/** Topics that one group reads once: what it has handled may go. */
export const PASSING_TOPICS: readonly string[] = [TOPICS.purchaseFacts];

/** Where a topic's poison messages go. */
export const deadLetterTopic = (topic: string): string => `${topic}.dead-letter`;

export const DEFAULT_TENANT = 'default';
