import { type KafkaRights, READ_BY_ALL, redisRights, STORE_RIGHTS, STORE_USERS } from '@stars/cli';
import { code, page, table } from './markdown.js';

const PREFIX = 'PREFIX';
const short = (topic: string): string => code(topic.replace(/^stars\.v1\./, ''));
const list = (names: readonly string[], shown: (name: string) => string = code): string =>
  names.length === 0 ? '' : [...new Set(names)].map(shown).join(', ');

/** What each service may do at each store, by the table that makes the rights. */
export function storeRightsPage(): string {
  const rows = STORE_USERS.map((user) => [user, STORE_RIGHTS[user]] as const);
  const kafka = rows.flatMap(([user, { kafka }]) => (kafka === 'everything' ? [] : [[user, kafka] as const]));
  return page('Rights at the stores', 'the table `tools/cli/src/store-rights/store-rights.ts`', [
    'Each service needs a login of its own at each store that it uses, and these rights. `./stars rights` prints them as each ' +
      'store takes them ([steps](../how-to/lock-down-the-stores.md)). The operator is whoever runs `./stars` on these servers. ' +
      'The console has no login: it runs in the process of `./stars up`, which does the work of all services and needs the rights of the operator.',
    '## Kafka',
    `Topics have no \`stars.v1.\` here. Whoever reads or writes a topic may also create it, except where it is only read without a group. A group that handles \`T\` writes its dead letters (\`T.dead-letter\`), and reads and writes its own retry topics (\`T.retry.GROUP.N\`). All read ${list(READ_BY_ALL)}, and may create \`erasures\`. Who erases also writes \`erasures\`. The operator does everything with topics and groups that begin with \`PREFIX.\`.`,
    table(
      ['service', 'handles, by group', 'reads', 'writes', 'erases'],
      kafka.map(([user, { consumes, reads, writes, erases }]) => [
        code(user),
        consumes.map(({ group, topics }) => `${code(group)}: ${list(topics, short)}`).join('; '),
        list(reads, short),
        list(writes, short),
        list(erases, short),
      ]),
    ),
    '## Who writes which topic',
    'Only these services, and the operator, can write a topic. Whoever imports without `./stars` writes as a user of your own.',
    table(['topic', 'written by', 'read by'], topicRows(kafka)),
    'Of these topics or groups, a service asks only for the length or the progress.',
    table(
      ['service', 'length of', 'progress of'],
      kafka
        .filter(([, { measures, watches }]) => measures.length + watches.length > 0)
        .map(([user, { measures, watches }]) => [code(user), list(measures, short), list(watches)]),
    ),
    '## Redis',
    table(
      ['service', 'keys and commands'],
      rows.flatMap(([user, { redis }]) => (redis ? [[code(user), code(redisRights(user, PREFIX))]] : [])),
    ),
    'A cluster needs `+cluster|slots` too; a database that is not 0 needs `+select`.',
    '## Elasticsearch',
    'Privileges of the index `PREFIX-NAME` and of all that begin with `PREFIX-NAME-`. No service needs a privilege of the cluster.',
    table(
      ['service', ...Object.keys(STORE_RIGHTS.catalog.elasticsearch!).map(code)],
      rows.flatMap(([user, { elasticsearch }]) =>
        elasticsearch ? [[code(user), ...Object.values(elasticsearch).map((privileges) => list(privileges))]] : [],
      ),
    ),
    'Only who may `manage` makes the indexes. The others wait until they are there.',
    '## Qdrant',
    'Access of the token: `r` reads all collections, `m` makes, changes and drops them. Each version of a model has a collection of its own, so rights by collection cannot be given in advance.',
    table(
      ['service', 'access'],
      rows.flatMap(([user, { qdrant }]) => (qdrant ? [[code(user), code(qdrant)]] : [])),
    ),
  ]);
}

function topicRows(kafka: readonly (readonly [string, KafkaRights])[]): string[][] {
  const writes = ({ writes }: KafkaRights): readonly string[] => writes;
  const reads = ({ reads, consumes }: KafkaRights): string[] => [...reads, ...consumes.flatMap(({ topics }) => topics)];
  const who = (topic: string, of: (rights: KafkaRights) => readonly string[]): string =>
    kafka
      .filter(([, rights]) => of(rights).includes(topic))
      .map(([user]) => user)
      .join(', ');
  const topics = [...new Set(kafka.flatMap(([, rights]) => [...writes(rights), ...reads(rights)]))].sort();
  return topics.map((topic) => [short(topic), who(topic, writes) || 'operator only', who(topic, reads)]);
}
