import kafkajs from 'kafkajs';

/** Rights of a user as `kafka-acls.sh` names them. */
export interface GivenRights {
  resource: 'topic' | 'group';
  name: string;
  pattern: 'literal' | 'prefixed';
  operations: readonly string[];
}

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } = kafkajs;

/** Gives users rights on a broker whose plain listener may do everything. */
export async function allowOnKafka(broker: string, rights: Readonly<Record<string, readonly GivenRights[]>>) {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  const acl = Object.entries(rights).flatMap(([user, given]) =>
    given.flatMap(({ resource, name, pattern, operations }) =>
      operations.map((operation) => ({
        resourceType: AclResourceTypes[resource.toUpperCase() as 'TOPIC' | 'GROUP'],
        resourceName: name,
        resourcePatternType: ResourcePatternTypes[pattern.toUpperCase() as 'LITERAL' | 'PREFIXED'],
        principal: `User:${user}`,
        host: '*',
        operation: AclOperationTypes[operation.replace(/(?<=.)(?=[A-Z])/g, '_').toUpperCase() as 'READ'],
        permissionType: AclPermissionTypes.ALLOW,
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
