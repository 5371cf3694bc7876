import { deadLetterTopic, TOPICS } from '@stars/contracts';
import { expect, it } from 'vitest';
import { retryTopic } from '../retry-topic.js';
import { topicConfig } from './topic-config.js';

const DAY = 86_400_000;
const daysOf = (topic: string, retentionMs: number, archivedRetentionMs = retentionMs): number =>
  Number(topicConfig(topic, { retentionMs, archivedRetentionMs })['retention.ms']) / DAY;

it('keeps dead letters and messages that wait for a month at most: their users may be deleted', () => {
  for (const topic of [deadLetterTopic(TOPICS.interactions), retryTopic(TOPICS.users, 'embedder-forget', 1)]) {
    expect([daysOf(topic, -1), daysOf(topic, 90 * DAY), daysOf(topic, 2 * DAY)]).toEqual([30, 30, 2]);
  }
  expect([daysOf(TOPICS.users, -1, 30 * DAY), daysOf(TOPICS.rollOuts, -1, 30 * DAY)]).toEqual([30, -1 / DAY]);
});
