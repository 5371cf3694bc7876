import { CONTROL_SEALS_TOPIC, deadLetterTopic, SEATS_TOPIC, SPENDING_TOPIC, TOPICS } from '@stars/contracts';
import { ERASURES, type EventBus, openKafkaEventBus, retryTopic } from '@stars/event-bus';
import { openElasticsearchItemCatalog } from '@stars/item-catalog';
import { parseConfig } from '@stars/platform';
import { migrateStores, openPorts, stackConfigOf, stackEnvironment } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { redisAnswer } from '../testing/redis-answer.js';
import { SecuredServers } from '../testing/secured-servers.js';
import { loginOf, usersOf } from './print-rights.js';
import { type KafkaRights, READ_BY_ALL, STORE_RIGHTS, STORE_USERS, type StoreUser } from './store-rights.js';

const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];
const PREFIX = 'least';
const ROWS = STORE_USERS.map((user) => [user, STORE_RIGHTS[user]] as const);
const SERVICES = ROWS.flatMap(([user, { kafka }]) => (kafka === 'everything' ? [] : [[user, kafka] as const]));
const GROUPS = SERVICES.flatMap(([, { consumes }]) => consumes.map(({ group }) => group.replace('*', 'of-a-test')));
const TOPIC_NAMES = [
  ...[...Object.values(TOPICS), SEATS_TOPIC, SPENDING_TOPIC],
  ...[CONTROL_SEALS_TOPIC, ERASURES, deadLetterTopic(TOPICS.catalog), deadLetterTopic(TOPICS.users)],
  ...[retryTopic(TOPICS.users, 'embedder-forget', 1), retryTopic(TOPICS.catalog, 'tagger', 1)],
];

/** Whether a name of the table, which may end with `*`, means a topic. */
const isOf = (name: string, topic: string): boolean =>
  name.endsWith('*') ? topic.startsWith(name.slice(0, -1)) : name === topic;

/** What a row of the table says of a topic, without its way over ACLs. */
function mayRead({ consumes, reads }: KafkaRights, topic: string): boolean {
  if (READ_BY_ALL.includes(topic) || reads.some((each) => isOf(each, topic))) return true;
  return consumes.some(({ topics, group }) =>
    topics.some((each) => [each, retryTopic(each, group, 1)].includes(topic)),
  );
}

function mayWrite({ consumes, writes, erases }: KafkaRights, topic: string): boolean {
  if (writes.some((each) => isOf(each, topic)) || (topic === ERASURES && erases.length > 0)) return true;
  return consumes.some(({ topics, group }) =>
    topics.some((each) => [deadLetterTopic(each), retryTopic(each, group, 1)].includes(topic)),
  );
}

const outcome = (work: Promise<unknown>): Promise<'done' | 'refused'> =>
  work.then(
    () => 'done',
    (error: Error) => {
      expect(error.message).toMatch(/authorization failed|not authorized|find group coordinator|committed within/i);
      return 'refused';
    },
  );
const busMessage = (id: string) => ({ key: 'k', id, value: Buffer.of(1) });

async function readAll(bus: EventBus, topic: string): Promise<void> {
  for await (const messages of bus.read({ topic })) expect(messages.length).toBeGreaterThan(0);
}

describe.skipIf(!elasticsearch)('users of the stores with the rights of the table', () => {
  let servers: SecuredServers;
  const buses = new Map<StoreUser | 'all', EventBus>();

  beforeAll(async () => {
    servers = await SecuredServers.start(elasticsearch!, PREFIX);
    const options = { prefix: PREFIX, partitions: 1, timeoutMs: 4000 };
    const all = await openKafkaEventBus({ ...options, timeoutMs: 20_000, brokers: [servers.kafka.url] });
    buses.set('all', all);
    const made = TOPIC_NAMES.filter((topic) => topic !== ERASURES);
    await Promise.all(made.map((topic) => all.publish(topic, [busMessage('of all')])));
    for (const user of STORE_USERS) {
      const { STARS_KAFKA_USERNAME: username, STARS_KAFKA_PASSWORD: password } = servers.envOf(user);
      const sasl = { mechanism: 'scram-sha-512', username: username!, password: password! } as const;
      buses.set(user, await openKafkaEventBus({ ...options, brokers: [servers.brokers], sasl }));
    }
  });
  afterAll(async () => {
    await Promise.all([...buses.values()].map((bus) => bus.close()));
    await servers?.close();
  });

  /** Tries everything as each service, and expects what the table says. */
  const eachService = async (
    names: readonly string[],
    tries: (bus: EventBus, name: string) => Promise<unknown>,
    isAllowed: (rights: KafkaRights, name: string) => boolean,
  ): Promise<void> => {
    await Promise.all(
      SERVICES.map(async ([user, rights]) => {
        // One after the other: what is denied could disturb the rest.
        for (const name of names) {
          const found = [user, name, await outcome(tries(buses.get(user)!, name))];
          expect(found).toEqual([user, name, isAllowed(rights, name) ? 'done' : 'refused']);
        }
      }),
    );
  };

  it('write what their rows say and nothing else', async () => {
    // The bus writes its erasures itself.
    const topics = TOPIC_NAMES.filter((topic) => topic !== ERASURES);
    await eachService(topics, (bus, topic) => bus.publish(topic, [busMessage('of a test')]), mayWrite);
  });

  it('erase only if their rows say so', () =>
    eachService([ERASURES], (bus, topic) => bus.eraseKey([topic], 'nobody'), mayWrite));

  it('read what their rows say and nothing else', () => eachService(TOPIC_NAMES, readAll, mayRead));

  it('know the progress of their groups and no others', async () => {
    const ask = async ([user, { consumes, watches }]: (typeof SERVICES)[number]): Promise<void> => {
      const own = [...consumes.map(({ group }) => group.replace('*', 'of-a-test')), ...watches];
      const lag = (group: string) => outcome(buses.get(user)!.lag(group, [ERASURES]));
      for (const group of own) expect([user, group, await lag(group)]).toEqual([user, group, 'done']);
      const other = GROUPS.find((group) => !own.includes(group))!;
      // It takes its time: who may not ask for a group does not learn where it is kept either.
      expect([user, other, await lag(other)]).toEqual([user, other, 'refused']);
    };
    await Promise.all(SERVICES.map(ask));
  });

  it('the operator does all of it', async () => {
    const bus = buses.get('operator')!;
    for (const topic of TOPIC_NAMES) await readAll(bus, topic);
    for (const topic of TOPIC_NAMES.filter((name) => name !== ERASURES)) {
      await bus.publish(topic, [busMessage('operator')]);
    }
    await bus.makeTopics([TOPICS.interactions, TOPICS.catalog]);
    expect(await bus.keepFor(TOPICS.interactions, 86_400_000)).toBe(true);
    await bus.eraseKey([TOPICS.users], 'somebody');
  });

  it.each(ROWS)('%s does with Redis what its row says and nothing else', async (user, { redis }) => {
    const login = `AUTH ${loginOf(user, PREFIX)} ${servers.envOf(user)['STARS_KAFKA_PASSWORD']}`;
    const ask = async (command: string) => (await redisAnswer(servers.redis.port, [login, command])).split('\r\n');
    const [welcome] = await ask('INFO server');
    expect(welcome).toBe(redis ? '+OK' : '-WRONGPASS invalid username-password pair or user is disabled.');
    if (!redis) return;
    const keyed = (['get', 'hgetall', 'hkeys', 'hdel', 'ttl', 'del', 'set', 'lpush'] as const).flatMap((name) =>
      ['profile:x', 'seen:x', 'forgotten:x', 'progress:x', 'forget-key-of-others'].map((key) => [name, key] as const),
    );
    const rest: Record<string, string> = { hdel: 'f', set: 'v', lpush: 'v' };
    for (const [name, key] of keyed) {
      const [, answer] = await ask(`${name} ${PREFIX}:${key} ${rest[name] ?? ''}`);
      const allowed =
        redis.commands.includes(name) && redis.keys.some((begin) => begin.endsWith(':') && key.startsWith(begin));
      expect([name, key, !answer!.startsWith('-NOPERM')]).toEqual([name, key, allowed]);
      const [, ofOthers] = await ask(`${name} others:${key} ${rest[name] ?? ''}`);
      expect(ofOthers).toMatch(/^-NOPERM/);
    }
    for (const command of ['FLUSHALL', 'CONFIG GET *', 'KEYS *', 'ACL LIST', 'SHUTDOWN', 'MONITOR']) {
      expect((await ask(command))[1], command).toMatch(/^-NOPERM/);
    }
  });

  it('of Elasticsearch do what their roles say, and the others wait for whoever may make the indexes', async () => {
    const open = (user: StoreUser) => {
      const env = servers.envOf(user);
      return openElasticsearchItemCatalog({
        prefix: PREFIX,
        url: env['STARS_ELASTICSEARCH_URL']!,
        username: user,
        password: env['STARS_ELASTICSEARCH_PASSWORD']!,
        openWithinMs: 100,
      });
    };
    await expect(open('gateway')).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    const [maker, gateway, tagger] = [await open('catalog'), await open('gateway'), await open('tagger')];
    const item = { itemId: 'milk', tenantId: 'default', version: 1 };
    expect(usersOf('elasticsearch', STORE_USERS)).toEqual(['gateway', 'catalog', 'tagger', 'embedder', 'operator']);
    await expect(open('trainer')).rejects.toThrow('unauthorized');
    await maker.delete('default', [item]);
    await expect(gateway.delete('default', [item])).rejects.toThrow('unauthorized');
    expect(await gateway.get('default', ['milk'])).toEqual([undefined]);
    expect(await tagger.get('default', ['milk'])).toEqual([undefined]);
    await Promise.all([maker, gateway, tagger].map((catalog) => catalog.close()));

    // The same for fields that an index of before does not have.
    const index = `${elasticsearch}/${PREFIX}-items-v1`;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ aliases: { [`${PREFIX}-items`]: {} }, mappings: { dynamic: 'strict' } });
    expect((await fetch(index, { method: 'DELETE' })).status).toBe(200);
    expect((await fetch(index, { method: 'PUT', headers, body })).status).toBe(200);
    await expect(open('gateway')).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    for (const user of ['operator', 'gateway'] as const) await (await open(user)).close();
  });

  it('open the ports of their service with the settings of a process', async () => {
    const env = { ...servers.envOf('catalog'), STARS_STACK: 'servers', STARS_VECTOR_INDEX: 'embedded' };
    const { bus, close } = await openPorts(stackConfigOf(parseConfig(z.object(stackEnvironment), env)), ['bus']);
    expect((await bus.endOffsets(TOPICS.catalog)).size).toBe(1);
    await close();
  });

  it('are not enough to migrate the stores, which says so and does not wait', async () => {
    const env = { ...servers.envOf('embedder'), STARS_STACK: 'servers', STARS_VECTOR_INDEX: 'embedded' };
    const migrated = migrateStores(stackConfigOf(parseConfig(z.object(stackEnvironment), env)));
    await expect(migrated).rejects.toMatchObject({
      code: 'STARS_CONFIG_INVALID',
      message: expect.stringContaining('rights of an operator'),
    });
  });
});
