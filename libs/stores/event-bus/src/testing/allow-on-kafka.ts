import { KafkaClient } from '../kafka/client.js';
import { kafkaSettings } from '../kafka/options.js';

/** Kafka's numbers. */
const RESOURCES = { topic: 2, group: 3 } as const;
const PATTERNS = { literal: 3, prefixed: 4 } as const;
const OPERATIONS = {
  ...{ Read: 3, Write: 4, Create: 5, Delete: 6, Describe: 8 },
  ...{ DescribeConfigs: 10, AlterConfigs: 11 },
} as const;
const ALLOW = 3;

/** Rights of a user as `kafka-acls.sh` names them. */
export interface GivenRights {
  resource: keyof typeof RESOURCES;
  name: string;
  pattern: keyof typeof PATTERNS;
  operations: readonly (keyof typeof OPERATIONS)[];
}

/** Gives users rights on a broker whose plain listener may do everything. */
export async function allowOnKafka(broker: string, rights: Readonly<Record<string, readonly GivenRights[]>>) {
  const admin = new KafkaClient(kafkaSettings({ brokers: [broker] })).admin();
  const acl = Object.entries(rights).flatMap(([user, given]) =>
    given.flatMap(({ resource, name, pattern, operations }) =>
      operations.map((operation) => ({
        resourceType: RESOURCES[resource],
        resourceName: name,
        resourcePatternType: PATTERNS[pattern],
        principal: `User:${user}`,
        host: '*',
        operation: OPERATIONS[operation],
        permissionType: ALLOW,
      })),
    ),
  );
  await admin.connect();
  try {
    await admin.createAcls({ acl });
  } finally {
    await admin.disconnect();
  }
}
