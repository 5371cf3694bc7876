import {
  AUDIT_TOPIC,
  CONTROL_SEALS_TOPIC,
  deadLetterTopic,
  SEATS_TOPIC,
  SPENDING_TOPIC,
  TOPICS,
  TOPICS_OF_USERS,
} from '@stars/contracts';
import { CONSUMER_GROUPS, ERASURES, groupsOf, retryTopicsOf } from '@stars/event-bus';

/** Whoever has a login of its own at the stores. The console has none: it runs in the process of `./stars up`. */
export const STORE_USERS = ['gateway', 'catalog', 'tagger', 'embedder', 'trainer', 'archiver', 'operator'] as const;
export type StoreUser = (typeof STORE_USERS)[number];

/** A group with its topics. With `replays: false` it has no retry topics of its own. */
interface ConsumedTopics {
  /** A name that ends with `*`: all groups that begin like this. */
  group: string;
  topics: readonly string[];
  replays?: false;
}

/** Topics are named as in the contracts, without the prefix of the installation. */
export interface KafkaRights {
  consumes: readonly ConsumedTopics[];
  /** Topics that are read without a group. A name that ends with `*`: all topics that begin like this. */
  reads: readonly string[];
  writes: readonly string[];
  /** Topics of which only the length is asked. */
  measures: readonly string[];
  /** Groups of others whose progress is asked. */
  watches: readonly string[];
  /** Topics whose messages are erased, also from their retry topics and dead letters. */
  erases: readonly string[];
}

export interface RedisRights {
  commands: readonly string[];
  /** What keys begin with, after the prefix of the installation. */
  keys: readonly string[];
}

/** Privileges of Elasticsearch by index, named without the prefix of the installation. */
export type ElasticsearchRights = Readonly<Record<'items' | 'item-features', readonly string[]>>;

export interface StoreRights {
  /** `everything`: all topics and groups of the installation, and their settings. */
  kafka: KafkaRights | 'everything';
  redis?: RedisRights;
  elasticsearch?: ElasticsearchRights;
  /** `r`: reads all collections. `m`: makes, changes and drops them, because each version of a model has one. */
  qdrant?: 'r' | 'm';
}

const ALL_TOPICS: readonly string[] = Object.values(TOPICS);
const INDEXER_GROUPS = ['catalog', 'catalog-backfill'];
const READ_PROFILES = ['get', 'hget', 'hgetall', 'hmget', 'info', 'scan'];
/** With the scripts that change a profile, whose commands are checked too. */
const WRITE_PROFILES = ['del', 'eval', 'evalsha', 'exists', 'expire', 'hset', 'hsetnx', 'set'];
const READ_ITEMS = ['read', 'view_index_metadata'];
/** A write waits until searches find it. */
const WRITE_ITEMS = [...READ_ITEMS, 'maintenance', 'write'];

/** What an export of a user reads. */
const WHAT_USERS_LEAVE = TOPICS_OF_USERS.flatMap((topic) => [
  topic,
  deadLetterTopic(topic),
  `${retryTopicsOf(topic)}*`,
]);

/** All that is done with profiles. */
const ALL_PROFILES: RedisRights = {
  commands: [...READ_PROFILES, ...WRITE_PROFILES, 'hdel', 'hkeys', 'ttl'],
  keys: ['profile:', 'seen:', 'forgotten:', 'forget-key', 'progress:'],
};
const NO_KAFKA: KafkaRights = { consumes: [], reads: [], writes: [], measures: [], watches: [], erases: [] };

/** What each user may do at each store: what its code does, and no more. */
export const STORE_RIGHTS: Readonly<Record<StoreUser, StoreRights>> = {
  gateway: {
    kafka: {
      ...NO_KAFKA,
      reads: [
        ...[TOPICS.context, TOPICS.servedModels, TOPICS.itemStatistics, TOPICS.surfaces, TOPICS.rules],
        ...[TOPICS.tagCorrections, TOPICS.models, TOPICS.rollOuts, TOPICS.trainings],
        ...[...WHAT_USERS_LEAVE, ...ALL_TOPICS.map(deadLetterTopic)],
      ],
      writes: [
        ...[TOPICS.interactions, TOPICS.impressions, TOPICS.catalog, TOPICS.catalogPatches, TOPICS.users],
        ...[TOPICS.context, TOPICS.surfaces, TOPICS.rules, TOPICS.tagCorrections],
        ...[TOPICS.serveRequests, TOPICS.trainings],
        // Operators send dead letters again through it.
        ...ALL_TOPICS.map((topic) => `${retryTopicsOf(topic)}*`),
      ],
      measures: [TOPICS.itemFeatures, TOPICS.purchaseFacts],
      // It tells how far they are, also when they have died.
      watches: CONSUMER_GROUPS.map(({ group }) => group),
      erases: ALL_TOPICS,
    },
    redis: { commands: [...READ_PROFILES, ...WRITE_PROFILES], keys: ['profile:', 'seen:', 'forgotten:', 'forget-key'] },
    elasticsearch: { items: READ_ITEMS, 'item-features': READ_ITEMS },
    qdrant: 'r',
  },
  catalog: {
    kafka: {
      ...NO_KAFKA,
      consumes: groupsOf('catalog').map(({ group, topics }) => ({ group, topics })),
    },
    elasticsearch: { items: [...WRITE_ITEMS, 'manage'], 'item-features': [...WRITE_ITEMS, 'manage'] },
    qdrant: 'm',
  },
  tagger: {
    kafka: {
      ...NO_KAFKA,
      consumes: [
        { group: 'tagger', topics: [TOPICS.catalog, TOPICS.tagCorrections] },
        { group: 'tagger-backfill', topics: [TOPICS.catalog] },
        { group: 'tagger-retag-*', topics: [TOPICS.catalog], replays: false },
      ],
      reads: [TOPICS.tagCorrections, SPENDING_TOPIC],
      writes: [TOPICS.itemFeatures, SPENDING_TOPIC],
      watches: INDEXER_GROUPS,
    },
    elasticsearch: { items: READ_ITEMS, 'item-features': READ_ITEMS },
  },
  embedder: {
    kafka: {
      ...NO_KAFKA,
      consumes: [
        { group: 'embedder', topics: [TOPICS.itemFeatures, TOPICS.users, TOPICS.interactions, TOPICS.impressions] },
        { group: 'embedder-models', topics: [TOPICS.models] },
        { group: 'embedder-serve', topics: [TOPICS.serveRequests] },
        { group: 'embedder-fill', topics: [TOPICS.serveRequests] },
        { group: 'embedder-forget', topics: [TOPICS.users] },
        { group: 'statistics', topics: [TOPICS.purchaseFacts] },
      ],
      reads: [
        ...[TOPICS.interactions, TOPICS.users, TOPICS.itemFeatures, TOPICS.context, TOPICS.itemStatistics],
        ...[TOPICS.models, TOPICS.rollOuts, TOPICS.servedModels],
      ],
      // What a stranger did moves to a user.
      writes: [
        ...[TOPICS.servedModels, TOPICS.rollOuts, TOPICS.purchaseFacts, TOPICS.itemStatistics],
        ...[TOPICS.users, TOPICS.interactions],
      ],
      measures: [TOPICS.catalog],
      watches: INDEXER_GROUPS,
      erases: TOPICS_OF_USERS,
    },
    redis: ALL_PROFILES,
    elasticsearch: { items: [...READ_ITEMS, 'maintenance'], 'item-features': WRITE_ITEMS },
    qdrant: 'm',
  },
  trainer: {
    kafka: {
      ...NO_KAFKA,
      consumes: [{ group: 'lead-trainer*', topics: [SEATS_TOPIC], replays: false }],
      reads: [
        ...[TOPICS.interactions, TOPICS.impressions, TOPICS.users, TOPICS.context, TOPICS.itemFeatures, TOPICS.catalog],
        ...[TOPICS.models, TOPICS.servedModels, TOPICS.rollOuts, TOPICS.serveRequests],
        TOPICS.trainings,
      ],
      writes: [TOPICS.models, TOPICS.trainings, SEATS_TOPIC],
      watches: [...INDEXER_GROUPS, 'tagger', 'tagger-backfill'],
    },
  },
  archiver: {
    kafka: {
      ...NO_KAFKA,
      reads: [
        ...[TOPICS.interactions, TOPICS.impressions, TOPICS.users, TOPICS.context, TOPICS.catalog, TOPICS.itemFeatures],
      ],
    },
  },
  operator: {
    kafka: 'everything',
    redis: ALL_PROFILES,
    elasticsearch: { items: ['all'], 'item-features': ['all'] },
    qdrant: 'm',
  },
};

/** What every process with the bus reads: what is erased, from when on control messages are signed, and what was done by whom. */
export const READ_BY_ALL: readonly string[] = [ERASURES, CONTROL_SEALS_TOPIC, AUDIT_TOPIC];

/** What every process with the bus writes: with which settings it starts. */
export const WRITTEN_BY_ALL: readonly string[] = [AUDIT_TOPIC];
