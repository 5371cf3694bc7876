import { randomUUID } from 'node:crypto';
import { parseConfig } from '@stars/platform';
import { type StackConfig, stackConfigOf, stackEnvironment } from '@stars/stack';
import { z } from 'zod';

export interface TestServers {
  kafka: string | undefined;
  redis: string | undefined;
  elasticsearch: string | undefined;
}

/** A stack of its own on servers that tests share, for a data folder. */
export const serversAt =
  ({ kafka, redis, elasticsearch }: TestServers) =>
  (dataDir: string): StackConfig =>
    stackConfigOf(
      parseConfig(z.object(stackEnvironment), {
        STARS_STACK: 'servers',
        STARS_DATA: dataDir,
        STARS_PREFIX: `test-${randomUUID().slice(0, 8)}`,
        STARS_KAFKA_BROKERS: kafka,
        STARS_REDIS_URL: redis,
        STARS_ELASTICSEARCH_URL: elasticsearch,
        STARS_VECTOR_INDEX: 'embedded',
      }),
    );
