// Where the shop is stored: one folder, or Kafka, Redis and Elasticsearch (from the environment, or started here). With servers,
// vectors are in Qdrant if QDRANT_URL names one, else in a file.
import { DEFAULT_TENANT } from '@stars/contracts';
import { startElasticsearch, startKafka, startRedis } from '@stars/servers';
import { openPorts, stackConfigOf, stackEnvironment } from '@stars/stack';
import { z } from 'zod';

/** A Qdrant that was not started here keeps nothing of the run. */
async function dropCollections(config) {
  const { vectors, close } = await openPorts(config, ['vectors']);
  for (const name of await vectors.listCollections(DEFAULT_TENANT)) await vectors.dropCollection(DEFAULT_TENANT, name);
  await close();
}

const SERVERS = {
  kafka: ['STARS_TEST_KAFKA', startKafka],
  redis: ['STARS_TEST_REDIS', () => startRedis()],
  elasticsearch: ['STARS_TEST_ELASTICSEARCH', () => startElasticsearch()],
};

/** Starts those of the servers that the environment does not name. @returns addresses by name, and what ends those that were started */
export async function startServers(...names) {
  const started = [];
  const urls = {};
  for (const name of names) {
    const [variable, starter] = SERVERS[name];
    const given = process.env[variable];
    if (!given) started.push(await starter());
    urls[name] = given || started.at(-1).url;
  }
  const stop = async () => {
    for (const server of started) await server.stop();
  };
  return { urls, stop };
}

/** `config` is for `openStack`. */
export async function openPlace(kind, folder, env = process.env) {
  if (kind === 'embedded') return { config: { kind, dataDir: folder }, stop: async () => undefined };
  const { urls, stop: stopServers } = await startServers('kafka', 'redis', 'elasticsearch');
  const config = stackConfigOf(
    z.object(stackEnvironment).parse({
      STARS_STACK: 'servers',
      STARS_DATA: folder,
      STARS_PREFIX: `bench-${process.pid}`,
      STARS_KAFKA_BROKERS: urls.kafka,
      STARS_REDIS_URL: urls.redis,
      STARS_ELASTICSEARCH_URL: urls.elasticsearch,
      ...(env.QDRANT_URL ? { STARS_QDRANT_URL: env.QDRANT_URL } : { STARS_VECTOR_INDEX: 'embedded' }),
    }),
  );
  const stop = async () => {
    if (config.vectors.kind === 'qdrant') await dropCollections(config);
    await stopServers();
  };
  return { config, stop };
}
