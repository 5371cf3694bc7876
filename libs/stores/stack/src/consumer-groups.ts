import { TOPICS } from '@stars/contracts';
import type { ConsumerGroup } from '@stars/event-bus';
import { CATALOG_INDEXER_GROUPS } from './catalog-indexer-groups.js';

/** A consumer group, and the service whose work it is. */
export interface ServiceGroup extends ConsumerGroup {
  service: 'catalog' | 'tagger' | 'embedder';
}

/** Sums the facts of all embedders into the statistics of all users: one process at a time does it. */
export const STATISTICS_GROUP: ServiceGroup = {
  ...{ service: 'embedder', group: 'statistics', topics: [TOPICS.purchaseFacts] },
};

/** Every group whose lag is work that is left, each after those that feed it. */
export const CONSUMER_GROUPS: readonly ServiceGroup[] = [
  { service: 'catalog', group: CATALOG_INDEXER_GROUPS.live, topics: [TOPICS.catalog] },
  { service: 'catalog', group: CATALOG_INDEXER_GROUPS.backfill, topics: [TOPICS.catalog] },
  {
    ...{ service: 'tagger', group: 'tagger', topics: [TOPICS.catalog, TOPICS.tagCorrections] },
    feeds: [TOPICS.itemFeatures],
  },
  { service: 'tagger', group: 'tagger-backfill', topics: [TOPICS.catalog], feeds: [TOPICS.itemFeatures] },
  {
    ...{ service: 'embedder', group: 'embedder', topics: [TOPICS.itemFeatures, TOPICS.users, TOPICS.interactions] },
    feeds: [TOPICS.purchaseFacts],
  },
  { service: 'embedder', group: 'embedder-models', topics: [TOPICS.models] },
  { service: 'embedder', group: 'embedder-serve', topics: [TOPICS.serveRequests] },
  { service: 'embedder', group: 'embedder-fill', topics: [TOPICS.serveRequests] },
  STATISTICS_GROUP,
];

/** The groups of one service. */
export const groupsOf = (service: ServiceGroup['service']): readonly ServiceGroup[] =>
  CONSUMER_GROUPS.filter((group) => group.service === service);
