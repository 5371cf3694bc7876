import type { ServerName } from '../running-server.js';

/** The environment variables by which tests find the servers. If one is set already, that server is used. */
export const SERVER_VARIABLES: Record<ServerName, string> = {
  kafka: 'STARS_TEST_KAFKA',
  redis: 'STARS_TEST_REDIS',
  elasticsearch: 'STARS_TEST_ELASTICSEARCH',
  qdrant: 'QDRANT_URL',
  seaweedfs: 'STARS_TEST_S3',
};
