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

/** What a user may do on a broker, with the names that topics and groups have there. Who may read or write may also describe. */
export function kafkaAcls(user: StoreUser, prefix: string): KafkaAcl[] {
  const { kafka } = STORE_RIGHTS[user];
  const rights = new Rights(prefix);
  if (kafka === 'everything') return everything(prefix);
  for (const { group, topics, replays = true } of kafka.consumes) {
    rights.group(group, 'Read');
    for (const topic of topics) {
      rights.topic(topic, 'Read', 'Create');
      rights.topic(deadLetterTopic(topic), 'Write', 'Create');
      if (replays) rights.topic(`${retryTopic(topic, group, 1).slice(0, -1)}*`, 'Read', 'Write', 'Create');
    }
  }
  for (const topic of READ_BY_ALL) rights.topic(topic, 'Read');
  // The first process creates it.
  rights.topic(ERASURES, 'Create');
  for (const topic of kafka.reads) rights.topic(topic, 'Read');
  for (const topic of [...kafka.writes, ...WRITTEN_BY_ALL]) rights.topic(topic, 'Write', 'Create');
  for (const topic of kafka.measures) rights.topic(topic, 'Describe');
  for (const group of kafka.watches) rights.group(group, 'Describe');
  for (const topic of kafka.erases) {
    rights.topic(ERASURES, 'Write');
    rights.topic(topic, 'Describe');
    rights.topic(deadLetterTopic(topic), 'Describe');
    rights.topic(`${retryTopicsOf(topic)}*`, 'Describe');
  }
  return rights.all();
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

class Rights {
  readonly #found = new Map<string, Omit<KafkaAcl, 'operations'> & { operations: Set<KafkaOperation> }>();

  constructor(private readonly prefix: string) {}

  /** A name that ends with `*` stands for all that begin like this. */
  topic(name: string, ...operations: KafkaOperation[]): void {
    this.#add('topic', topicOnBroker(this.prefix, name), operations);
  }

  group(name: string, ...operations: KafkaOperation[]): void {
    this.#add('group', groupOnBroker(this.prefix, name), operations);
  }

  /** Reading and writing imply describing. */
  all(): KafkaAcl[] {
    return [...this.#found.values()].map(({ operations, ...acl }) => {
      const implied = operations.has('Read') || operations.has('Write');
      return { ...acl, operations: [...operations].filter((operation) => operation !== 'Describe' || !implied) };
    });
  }

  #add(resource: 'topic' | 'group', name: string, operations: KafkaOperation[]): void {
    const id = `${resource} ${name}`;
    const isBegin = name.endsWith('*');
    const known = this.#found.get(id) ?? {
      resource,
      name: isBegin ? name.slice(0, -1) : name,
      pattern: isBegin ? 'prefixed' : 'literal',
      operations: new Set(),
    };
    this.#found.set(id, known);
    for (const operation of operations) known.operations.add(operation);
  }
}
