export { installDebianPackage } from './debian-package.js';
export { type ElasticsearchOptions, startElasticsearch } from './elasticsearch.js';
export { freePort } from './free-port.js';
export { type KafkaOptions, startKafka } from './kafka.js';
export { type RedisOptions, startRedis } from './redis.js';
export type { RunningServer, ServerName, ServerOptions } from './running-server.js';
export { reportLines, type ServerReport, SHARED_SERVERS, type SharedServer } from './testing/shared-servers.js';
