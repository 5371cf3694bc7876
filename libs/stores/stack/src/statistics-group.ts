import { TOPICS } from '@stars/contracts';
import type { ConsumerGroup } from '@stars/event-bus';

/** Sums the facts of all embedders into the statistics of all users: one process at a time does it. */
export const STATISTICS_GROUP: ConsumerGroup = { group: 'statistics', topics: [TOPICS.purchaseFacts] };
