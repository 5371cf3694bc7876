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

/** `config` is for `openStack`; `servers` are those that were started. */
export async function openPlace(kind, folder, env = process.env) {
  if (kind === 'embedded') return { config: { kind, dataDir: folder }, stop: async () => undefined };
  const started = [];
  const start = async (given, starter) => {
    if (given) return given;
    const server = await starter();
    started.push(server);
    return server.url;
  };
  const [kafka, redis, elasticsearch] = await Promise.all([
    start(env.STARS_TEST_KAFKA, startKafka),
    start(env.STARS_TEST_REDIS, () => startRedis()),
    start(env.STARS_TEST_ELASTICSEARCH, () => startElasticsearch()),
  ]);
  const config = stackConfigOf(
    z.object(stackEnvironment).parse({
      STARS_STACK: 'servers',
      STARS_DATA: folder,
      STARS_PREFIX: `bench-${process.pid}`,
      STARS_KAFKA_BROKERS: kafka,
      STARS_REDIS_URL: redis,
      STARS_ELASTICSEARCH_URL: elasticsearch,
      ...(env.QDRANT_URL ? { STARS_QDRANT_URL: env.QDRANT_URL } : { STARS_VECTOR_INDEX: 'embedded' }),
    }),
  );
  const stop = async () => {
    if (config.vectors.kind === 'qdrant') await dropCollections(config);
    for (const server of started) await server.stop();
  };
  return { config, stop };
}
