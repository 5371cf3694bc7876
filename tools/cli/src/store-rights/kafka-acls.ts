import { deadLetterTopic } from '@stars/contracts';
import { ERASURES, groupOnBroker, retryTopic, retryTopicsOf, topicOnBroker } from '@stars/event-bus';
import { READ_BY_ALL, STORE_RIGHTS, type StoreUser, WRITTEN_BY_ALL } from './store-rights.js';

export type KafkaOperation = 'Read' | 'Write' | 'Create' | 'Describe' | 'Delete' | 'DescribeConfigs' | 'AlterConfigs';

/** Operations that a user may do on a topic or group, or on all whose names begin like this. */
export interface KafkaAcl {
  resource: 'topic' | 'group';
  name: string;
  pattern: 'literal' | 'prefixed';
  operations: readonly KafkaOperation[];
}

/** A name that ends with `*` stands for all that begin like this. */
type Right = [resource: KafkaAcl['resource'], name: string, operations: KafkaOperation[]];

/** What a user may do on a broker, with the names that topics and groups have there. Who may read or write may also describe. */
export function kafkaAcls(user: StoreUser, prefix: string): KafkaAcl[] {
  const { kafka } = STORE_RIGHTS[user];
  if (kafka === 'everything') return everything(prefix);
  const rights: Right[] = [];
  const mayTopic = (name: string, ...operations: KafkaOperation[]) =>
    rights.push(['topic', topicOnBroker(prefix, name), operations]);
  const mayGroup = (name: string, ...operations: KafkaOperation[]) =>
    rights.push(['group', groupOnBroker(prefix, name), operations]);
  for (const { group, topics, replays = true } of kafka.consumes) {
    mayGroup(group, 'Read');
    for (const topic of topics) {
      mayTopic(topic, 'Read', 'Create');
      mayTopic(deadLetterTopic(topic), 'Write', 'Create');
      if (replays) mayTopic(`${retryTopic(topic, group, 1).slice(0, -1)}*`, 'Read', 'Write', 'Create');
    }
  }
  for (const topic of READ_BY_ALL) mayTopic(topic, 'Read');
  // The first process creates it.
  mayTopic(ERASURES, 'Create');
  for (const topic of kafka.reads) mayTopic(topic, 'Read');
  for (const topic of [...kafka.writes, ...WRITTEN_BY_ALL]) mayTopic(topic, 'Write', 'Create');
  for (const topic of kafka.measures) mayTopic(topic, 'Describe');
  for (const group of kafka.watches) mayGroup(group, 'Describe');
  for (const topic of kafka.erases) {
    mayTopic(ERASURES, 'Write');
    mayTopic(topic, 'Describe');
    mayTopic(deadLetterTopic(topic), 'Describe');
    mayTopic(`${retryTopicsOf(topic)}*`, 'Describe');
  }
  return [...Map.groupBy(rights, ([resource, name]) => `${resource} ${name}`).values()].map(aclOf);
}

function everything(prefix: string): KafkaAcl[] {
  const begin = { name: `${prefix}.`, pattern: 'prefixed' } as const;
  return [
    {
      resource: 'topic',
      ...begin,
      operations: ['Read', 'Write', 'Create', 'Delete', 'DescribeConfigs', 'AlterConfigs'],
    },
    { resource: 'group', ...begin, operations: ['Read', 'Delete'] },
  ];
}

function aclOf(rights: readonly Right[]): KafkaAcl {
  const [resource, name] = rights[0]!;
  const operations = new Set(rights.flatMap(([, , each]) => each));
  // Reading and writing imply describing.
  if (operations.has('Read') || operations.has('Write')) operations.delete('Describe');
  const pattern = name.endsWith('*') ? 'prefixed' : 'literal';
  return { resource, name: name.replace(/\*$/, ''), pattern, operations: [...operations] };
}
