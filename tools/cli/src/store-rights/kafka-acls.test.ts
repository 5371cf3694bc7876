import { AUDIT_TOPIC, deadLetterTopic, TOPICS, TOPICS_OF_USERS } from '@stars/contracts';
import { groupOnBroker, retryTopic, topicOnBroker } from '@stars/event-bus';
import { describe, expect, it } from 'vitest';
import { type KafkaAcl, type KafkaOperation, kafkaAcls } from './kafka-acls.js';
import { STORE_USERS, type StoreUser } from './store-rights.js';

const PREFIX = 'shop';

function may(user: StoreUser, operation: KafkaOperation, resource: KafkaAcl['resource'], name: string): boolean {
  const isOf = (acl: KafkaAcl) => (acl.pattern === 'prefixed' ? name.startsWith(acl.name) : name === acl.name);
  return kafkaAcls(user, PREFIX).some(
    (acl) => acl.resource === resource && acl.operations.includes(operation) && isOf(acl),
  );
}
const mayAtTopic = (user: StoreUser, operation: KafkaOperation, topic: string) =>
  may(user, operation, 'topic', topicOnBroker(PREFIX, topic));

describe('rights at Kafka', () => {
  it.each(STORE_USERS)('let %s write to the audit log with which settings it starts', (user) => {
    for (const operation of ['Read', 'Write', 'Create'] as const) {
      expect([operation, mayAtTopic(user, operation, AUDIT_TOPIC)]).toEqual([operation, true]);
    }
  });

  it('let the gateway read all that an export of a user has, also what failed or waits', () => {
    for (const topic of TOPICS_OF_USERS) {
      for (const each of [topic, deadLetterTopic(topic), retryTopic(topic, 'embedder', 1)]) {
        expect([each, mayAtTopic('gateway', 'Read', each)]).toEqual([each, true]);
      }
    }
    expect(mayAtTopic('gateway', 'Write', deadLetterTopic(TOPICS.users))).toBe(false);
  });

  it('let the gateway read dead letters, and send them again to their group alone', () => {
    for (const topic of Object.values(TOPICS)) {
      expect([topic, mayAtTopic('gateway', 'Read', deadLetterTopic(topic))]).toEqual([topic, true]);
      expect([topic, mayAtTopic('gateway', 'Write', retryTopic(topic, 'embedder', 1))]).toEqual([topic, true]);
    }
    expect(mayAtTopic('gateway', 'Write', TOPICS.models)).toBe(false);
  });

  it('let trainers of other tenants take turns, too', () => {
    for (const group of ['lead-trainer', 'lead-trainer.acme']) {
      expect(may('trainer', 'Read', 'group', groupOnBroker(PREFIX, group))).toBe(true);
    }
    expect(may('archiver', 'Read', 'group', groupOnBroker(PREFIX, 'lead-trainer'))).toBe(false);
  });
});
