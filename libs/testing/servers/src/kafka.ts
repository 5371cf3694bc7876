import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, NATIVE, nativeDigest } from './cache.js';
import { freePort } from './free-port.js';
import { ensureJava } from './java.js';
import { copyJars } from './maven.js';
import { answers } from './probes.js';
import { runProgram } from './run-program.js';
import type { RunningServer, ServerOptions } from './running-server.js';
import { ServerProcess, serverFolder } from './server-process.js';

export interface KafkaOptions extends ServerOptions {
  /** Further lines of `server.properties`. */
  settings?: Record<string, string | number | boolean>;
  /** Listeners in addition to the plain one, such as `{ name: 'SECURE', protocol: 'SASL_SSL', port }`; `settings` configure them. */
  listeners?: readonly { name: string; protocol: string; port: number }[];
  /** Passwords of users for SCRAM-SHA-512. */
  scramUsers?: Readonly<Record<string, string>>;
}

const VERSION = '4.0.2';
const JAVA = 17;
/** The broker lives for minutes, on the machine of its clients: a second compilation of its code costs more than it saves. */
const JVM = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const READY = 'Kafka Server started';
/** An authorizer says in the log what it denied, if there is one. */
const LOG_OF_DENIED = 'logger.denied.name = kafka.authorizer.logger\nlogger.denied.level = info\n';

function home(onStep?: (label: string) => void): Promise<string> {
  return cached(`kafka-${VERSION}-${nativeDigest('kafka')}`, async (folder) => {
    onStep?.(`Kafka ${VERSION} (42 MB)`);
    await copyJars(join(NATIVE, 'kafka/pom.xml'), join(folder, 'lib'), 'runtime');
    copyFileSync(join(NATIVE, 'kafka/log4j2.properties'), join(folder, 'log4j2.properties'));
  });
}

function properties(
  port: number,
  controllerPort: number,
  folder: string,
  { settings, listeners = [] }: KafkaOptions,
): string {
  const open = [{ name: 'PLAINTEXT', protocol: 'PLAINTEXT', port }, ...listeners];
  const places = open.map((listener) => `${listener.name}://127.0.0.1:${listener.port}`);
  const protocols = open.map(({ name, protocol }) => `${name}:${protocol}`);
  const all = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: [...places, `CONTROLLER://127.0.0.1:${controllerPort}`].join(),
    'advertised.listeners': places.join(),
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': ['CONTROLLER:PLAINTEXT', ...protocols].join(),
    'log.dirs': join(folder, 'data'),
    // One broker holds all partitions.
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 8,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // The bus creates topics, because it knows their partitions and clean-up.
    'auto.create.topics.enable': false,
    // What retention drops goes at once: a test waits for it.
    'log.retention.check.interval.ms': 1000,
    ...settings,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

function clusterId(): string {
  const bytes = randomBytes(16);
  // So its text begins without a dash, which would be read as an option.
  bytes[0]! &= 0x7f;
  return bytes.toString('base64url');
}

/**
 * One Kafka broker (KRaft, its own controller) on 127.0.0.1. Needs a Java 17 or newer and Maven.
 * Errors: `STARS_UNAVAILABLE` if it cannot be fetched or does not start, `STARS_PORT_IN_USE`.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<RunningServer> {
  const java = join(await ensureJava(JAVA, options.onStep), 'bin/java');
  const jars = await home(options.onStep);
  options.onStep?.('Kafka starts');
  const place = serverFolder('kafka', options);
  const port = options.port || (await freePort());
  const url = `127.0.0.1:${port}`;
  const settings = join(place.folder, 'server.properties');
  writeFileSync(settings, properties(port, await freePort(), place.folder, options));
  const denied = join(place.folder, 'log-of-denied.properties');
  writeFileSync(denied, LOG_OF_DENIED);
  const logs = [join(jars, 'log4j2.properties'), denied].join();
  const common = [`-Dlog4j2.configurationFile=${logs}`, '-cp', join(jars, 'lib/*')];
  if (!existsSync(join(place.folder, 'data/meta.properties'))) {
    const users = Object.entries(options.scramUsers ?? {}).flatMap(([name, password]) => [
      '--add-scram',
      `SCRAM-SHA-512=[name=${name},password=${password}]`,
    ]);
    const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', settings, ...users];
    await runProgram(java, [...common, ...format]);
  }
  return ServerProcess.start(
    {
      name: 'kafka',
      url,
      port,
      program: java,
      parameters: [...JVM, ...common, 'kafka.Kafka', settings],
      isReady: async (log) => log.includes(READY) && (await answers('kafka', url)),
    },
    options,
    place,
  );
}
