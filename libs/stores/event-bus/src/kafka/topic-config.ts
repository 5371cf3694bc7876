import { ARCHIVED_TOPICS, AUDIT_TOPIC, COMPACTED_TOPICS, deadLetterTopic, PASSING_TOPICS } from '@stars/contracts';
import { retryTopicsOf } from '../retry-topic.js';
import { MAX_VALUE_BYTES } from '../value-limit.js';
import type { KafkaSettings } from './options.js';

const COMPACTED: ReadonlySet<string> = new Set(COMPACTED_TOPICS);
const ARCHIVED: ReadonlySet<string> = new Set(ARCHIVED_TOPICS);
const PASSING: ReadonlySet<string> = new Set(PASSING_TOPICS);
const MIB = 1024 * 1024;
/** For how long a group may be away from a topic that only it reads. */
const PASSING_MS = 7 * 86_400_000;

/**
 * For how long messages stay that nobody could handle, or that wait for another attempt: they may be of deleted users, and the
 * log that they come from has them too.
 */
export const ASIDE_MS = 30 * 86_400_000;

type Retention = Pick<KafkaSettings, 'retentionMs' | 'archivedRetentionMs'>;

/** Settings of a topic that the bus makes, by the topic's name in the contracts. */
export function topicConfig(topic: string, { retentionMs, archivedRetentionMs }: Retention): Record<string, string> {
  if (isCompacted(topic)) return compactedConfig();
  // Whoever wants it shorter says so for this topic alone.
  if (topic === AUDIT_TOPIC) return { ...COMMON, 'retention.ms': '-1' };
  const ms = PASSING.has(topic) ? PASSING_MS : ARCHIVED.has(topic) ? archivedRetentionMs : retentionMs;
  if (isAside(topic)) return { ...COMMON, 'retention.ms': String(ms < 0 ? ASIDE_MS : Math.min(ms, ASIDE_MS)) };
  return { ...COMMON, 'retention.ms': String(ms) };
}

/** Whether it has dead letters, or messages that wait for another attempt. */
const isAside = (topic: string): boolean => topic.endsWith(deadLetterTopic('')) || topic.includes(retryTopicsOf(''));

export const isCompacted = (topic: string): boolean => COMPACTED.has(topic);

/** Keeps at least the last message of each key. */
export const compactedConfig = (): Record<string, string> => ({
  ...COMMON,
  'cleanup.policy': 'compact',
  // Replaced messages may be removed half an hour after the change, whether or not the segment is full.
  'segment.ms': '1800000',
  'min.cleanable.dirty.ratio': '0.2',
  // A reader that takes longer than this from the start of the topic to its end could miss a deletion.
  'delete.retention.ms': '86400000',
});

const COMMON = {
  // The largest value, its key and headers, in a separate batch.
  'max.message.bytes': String(MAX_VALUE_BYTES + MIB),
  // Consumers can read it whatever the producer's compression is: the client supports neither snappy nor lz4.
  'compression.type': 'zstd',
};
