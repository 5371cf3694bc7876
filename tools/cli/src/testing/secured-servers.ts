import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowOnKafka } from '@stars/event-bus/testing';
import { freePort, type RunningServer, startKafka, startRedis } from '@stars/servers';
import { kafkaAcls } from '../store-rights/kafka-acls.js';
import { elasticsearchRole, loginOf, redisRights, usersOf } from '../store-rights/print-rights.js';
import { STORE_USERS, type StoreUser } from '../store-rights/store-rights.js';
import { type ElasticsearchGuard, guardElasticsearch } from './elasticsearch-guard.js';
import { redisAnswer } from './redis-answer.js';

const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
const passwordOf = (user: StoreUser): string => `password-of-the-${user}`;
const byUser = <T>(make: (user: StoreUser) => T) =>
  Object.fromEntries(STORE_USERS.map((user) => [user, make(user)])) as Record<StoreUser, T>;

/** Kafka, Redis and Elasticsearch where each service has a user with the rights of its row, and no more. */
export class SecuredServers {
  private constructor(
    readonly prefix: string,
    /** Its plain listener may do everything. */
    readonly kafka: RunningServer,
    /** Brokers of the listener that asks for a login. */
    readonly brokers: string,
    readonly redis: RunningServer,
    readonly elasticsearch: ElasticsearchGuard,
    private readonly stop: () => Promise<void>,
  ) {}

  /** @param elasticsearch address of one without logins */
  static async start(elasticsearch: string, prefix: string): Promise<SecuredServers> {
    const folder = mkdtempSync(join(tmpdir(), 'stars-secured-'));
    const port = await freePort();
    const aclFile = join(folder, 'users.acl');
    const users = usersOf('redis', STORE_USERS);
    const line = (user: StoreUser) =>
      `user ${loginOf(user, prefix)} reset on >${passwordOf(user)} ${redisRights(user, prefix)}\n`;
    writeFileSync(aclFile, users.map(line).join(''));
    const [kafka, redis, guard] = await Promise.all([
      startKafka({
        listeners: [{ name: 'USERS', protocol: 'SASL_PLAINTEXT', port }],
        scramUsers: Object.fromEntries(STORE_USERS.map((user) => [loginOf(user, prefix), passwordOf(user)])),
        settings: {
          'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
          // Whoever comes by the plain listener: broker, controller and the test itself.
          'super.users': 'User:ANONYMOUS',
          'listener.name.users.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
          'listener.name.users.scram-sha-512.sasl.jaas.config': SCRAM,
        },
      }),
      startRedis({ args: ['--aclfile', aclFile] }),
      guardElasticsearch(
        elasticsearch,
        byUser((user) => elasticsearchRole(user, prefix)),
      ),
    ]);
    const acls = STORE_USERS.map((user) => [loginOf(user, prefix), kafkaAcls(user, prefix)] as const);
    await allowOnKafka(kafka.url, Object.fromEntries(acls));
    const stop = async (): Promise<void> => {
      guard.close();
      await Promise.all([kafka.stop(), redis.stop()]);
      rmSync(folder, { recursive: true });
    };
    return new SecuredServers(prefix, kafka, `127.0.0.1:${port}`, redis, guard, stop);
  }

  /** The settings of one user's process. */
  envOf(user: StoreUser): Record<string, string> {
    const login = `${loginOf(user, this.prefix)}:${passwordOf(user)}`;
    return {
      STARS_PREFIX: this.prefix,
      STARS_KAFKA_BROKERS: this.brokers,
      STARS_KAFKA_SASL_MECHANISM: 'scram-sha-512',
      STARS_KAFKA_USERNAME: loginOf(user, this.prefix),
      STARS_KAFKA_PASSWORD: passwordOf(user),
      STARS_REDIS_URL: `redis://${login}@127.0.0.1:${this.redis.port}`,
      STARS_ELASTICSEARCH_URL: this.elasticsearch.url,
      STARS_ELASTICSEARCH_USERNAME: user,
      STARS_ELASTICSEARCH_PASSWORD: passwordOf(user),
      STARS_CONTROL_KEY: 'key-of-control-messages-of-the-shop',
    };
  }

  /** What the stores denied until now, one line each. */
  async denied(): Promise<string[]> {
    const log = readFileSync(join(this.kafka.folder, 'server.log'), 'utf8');
    const ofKafka = log.split('\n').flatMap((line) => /Principal = .* is Denied.*/.exec(line) ?? []);
    const ofRedis = await redisAnswer(this.redis.port, ['ACL LOG']);
    return [...new Set([...ofKafka, ...this.elasticsearch.refused, ...ofRedis.split('\r\n')])].filter(
      (line) => !['*0', '+OK', ''].includes(line),
    );
  }

  close(): Promise<void> {
    return this.stop();
  }
}
