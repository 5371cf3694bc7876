// Where the shop is stored: one folder, or Kafka, Redis and Elasticsearch (from the environment, or started here). With servers,
// vectors are in Qdrant if QDRANT_URL names one, else in a file.
import { DEFAULT_TENANT } from '@stars/contracts';
import { parseConfig } from '@stars/platform';
import { startElasticsearch, startKafka, startRedis } from '@stars/servers';
import { openPorts, stackConfigOf, stackEnvironment } from '@stars/stack';
import { z } from 'zod';

/** The configuration of a place, for `openStack`. */
export const configOf = (env) => stackConfigOf(parseConfig(z.object(stackEnvironment), env));

/** `env` is all that another process needs to open it. */
export async function openPlace(kind, folder, { QDRANT_URL, ...given } = process.env) {
  if (kind === 'embedded') {
    return { env: { STARS_STACK: kind, STARS_DATA: folder }, stop: async () => undefined };
  }
  const started = [];
  const start = async (url, starter) => {
    if (url) return url;
    const server = await starter();
    started.push(server);
    return server.url;
  };
  const env = {
    STARS_STACK: kind,
    STARS_DATA: folder,
    STARS_PREFIX: `bench-${process.pid}`,
    STARS_KAFKA_BROKERS: await start(given.STARS_TEST_KAFKA, startKafka),
    STARS_REDIS_URL: await start(given.STARS_TEST_REDIS, () => startRedis()),
    STARS_ELASTICSEARCH_URL: await start(given.STARS_TEST_ELASTICSEARCH, () => startElasticsearch()),
    ...(QDRANT_URL ? { STARS_QDRANT_URL: QDRANT_URL } : { STARS_VECTOR_INDEX: 'embedded' }),
  };
  const stop = async () => {
    if (QDRANT_URL) await dropCollections(env);
    for (const server of started) await server.stop();
  };
  return { env, stop };
}

/** A Qdrant that was not started here keeps nothing of the run. */
async function dropCollections(env) {
  const { vectors, close } = await openPorts(configOf(env), ['vectors']);
  for (const name of await vectors.listCollections(DEFAULT_TENANT)) await vectors.dropCollection(DEFAULT_TENANT, name);
  await close();
}
