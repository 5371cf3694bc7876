import { TOPICS } from '@stars/contracts';
import type { ConsumerGroup } from '../awaited-positions.js';
import { CATALOG_INDEXER_GROUPS } from './catalog-indexer-groups.js';

/** A consumer group, and the service whose work it is. */
export interface ServiceGroup extends ConsumerGroup {
  service: 'catalog' | 'tagger' | 'embedder';
}

/** The tagger reads changes of a backfill behind the live ones. */
export const TAGGER_GROUPS = {
  live: {
    ...{ service: 'tagger', group: 'tagger', topics: [TOPICS.catalog, TOPICS.tagCorrections] },
    feeds: [TOPICS.itemFeatures],
  },
  backfill: { service: 'tagger', group: 'tagger-backfill', topics: [TOPICS.catalog], feeds: [TOPICS.itemFeatures] },
} satisfies Record<string, ServiceGroup>;

const embedderGroup = (group: string, ...topics: string[]): ServiceGroup => ({ service: 'embedder', group, topics });

/** Facts of events, and what says that a model needs statistics. */
const FEEDS_STATISTICS = { feeds: [TOPICS.purchaseFacts] };

/** The work of the embedder that is left, each after those that feed it. */
export const EMBEDDER_GROUPS = {
  data: {
    ...embedderGroup('embedder', TOPICS.itemFeatures, TOPICS.users, TOPICS.interactions, TOPICS.impressions),
    ...FEEDS_STATISTICS,
  },
  /** Apart, because filling a model's vectors takes long. */
  models: { ...embedderGroup('embedder-models', TOPICS.models), ...FEEDS_STATISTICS },
  /** Requests for a version to serve, apart because a roll-back must not wait for a fill. */
  serve: { ...embedderGroup('embedder-serve', TOPICS.serveRequests), ...FEEDS_STATISTICS },
  /** Those requests again, for what needs a fill itself. */
  fill: { ...embedderGroup('embedder-fill', TOPICS.serveRequests), ...FEEDS_STATISTICS },
  /** Sums the facts of all embedders into the statistics of all users: one process at a time does it. */
  statistics: embedderGroup('statistics', TOPICS.purchaseFacts),
};

/** Every group whose lag is work that is left, each after those that feed it. */
export const CONSUMER_GROUPS: readonly ServiceGroup[] = [
  { service: 'catalog', group: CATALOG_INDEXER_GROUPS.live, topics: [TOPICS.catalog, TOPICS.catalogPatches] },
  { service: 'catalog', group: CATALOG_INDEXER_GROUPS.backfill, topics: [TOPICS.catalog] },
  ...Object.values(TAGGER_GROUPS),
  ...Object.values(EMBEDDER_GROUPS),
];

/** The groups of one service. */
export const groupsOf = (service: ServiceGroup['service']): readonly ServiceGroup[] =>
  CONSUMER_GROUPS.filter((group) => group.service === service);
