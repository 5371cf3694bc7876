import { GenericContainer, Wait } from 'testcontainers';
import { imageOf } from '../compose-file.js';
import { freePort } from '../free-port.js';
import type { ServerName } from '../running-server.js';

/** A server in a container of this test run. */
export interface ContainerServer {
  url: string;
  stop(): Promise<unknown>;
}

// A first pull of an image may take as long.
const START_MS = 10 * 60_000;
const HOST = '127.0.0.1';

/** A broker tells its clients where it is: the port of the host must be known before it starts. */
async function kafka(): Promise<ContainerServer> {
  const port = await freePort();
  const container = await new GenericContainer(imageOf('kafka'))
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:29093',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:29093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${HOST}:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_LOG_RETENTION_CHECK_INTERVAL_MS: '1000',
    })
    .withExposedPorts({ container: 9092, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(START_MS)
    .start();
  return { url: `${HOST}:${port}`, stop: () => container.stop() };
}

async function redis(): Promise<ContainerServer> {
  const container = await new GenericContainer(imageOf('redis'))
    .withCommand(['redis-server', '--appendonly', 'yes', '--save', ''])
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/))
    .withStartupTimeout(START_MS)
    .start();
  return { url: `redis://${HOST}:${container.getMappedPort(6379)}`, stop: () => container.stop() };
}

async function elasticsearch(): Promise<ContainerServer> {
  const container = await new GenericContainer(imageOf('elasticsearch'))
    .withEnvironment({
      'discovery.type': 'single-node',
      'xpack.security.enabled': 'false',
      'cluster.routing.allocation.disk.threshold_enabled': 'false',
      'action.auto_create_index': 'false',
      'ingest.geoip.downloader.enabled': 'false',
      ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    })
    .withExposedPorts(9200)
    .withWaitStrategy(Wait.forHttp('/_cluster/health?wait_for_status=yellow', 9200))
    .withStartupTimeout(START_MS)
    .start();
  return { url: `http://${HOST}:${container.getMappedPort(9200)}`, stop: () => container.stop() };
}

async function qdrant(): Promise<ContainerServer> {
  const container = await new GenericContainer(imageOf('qdrant'))
    .withEnvironment({ QDRANT__TELEMETRY_DISABLED: 'true' })
    .withExposedPorts(6333)
    .withWaitStrategy(Wait.forHttp('/readyz', 6333))
    .withStartupTimeout(START_MS)
    .start();
  return { url: `http://${HOST}:${container.getMappedPort(6333)}`, stop: () => container.stop() };
}

async function seaweedfs(): Promise<ContainerServer> {
  const container = await new GenericContainer(imageOf('seaweedfs'))
    .withCommand(['server', '-dir=/data', '-s3', '-volume.max=20'])
    .withExposedPorts(8333)
    .withWaitStrategy(Wait.forHttp('/', 8333))
    .withStartupTimeout(START_MS)
    .start();
  return { url: `http://${HOST}:${container.getMappedPort(8333)}`, stop: () => container.stop() };
}

const START: Record<ServerName, () => Promise<ContainerServer>> = { kafka, redis, elasticsearch, qdrant, seaweedfs };

/** Starts a server in a container, of the image that docker-compose.yml names. Needs a Docker engine. */
export function startContainer(name: ServerName): Promise<ContainerServer> {
  return START[name]();
}
