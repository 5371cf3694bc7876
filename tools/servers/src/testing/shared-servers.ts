import { startElasticsearch } from '../elasticsearch.js';
import { startKafka } from '../kafka.js';
import { startRedis } from '../redis.js';
import type { RunningServer, ServerName } from '../running-server.js';

/** What became of one server for a test run. */
export interface ServerReport {
  name: ServerName;
  state: 'native' | 'given' | 'skipped' | 'not needed';
  /** Its address, or why it was skipped. */
  detail: string;
}

export interface SharedServer {
  /** The environment variable by which tests find it. Where it is set already, that server is taken. */
  variable: string;
  /** Absent where the server can only be given. */
  start?(onStep: (label: string) => void): Promise<RunningServer>;
}

export const SHARED_SERVERS: Record<ServerName, SharedServer> = {
  kafka: { variable: 'STARS_TEST_KAFKA', start: (onStep) => startKafka({ onStep }) },
  redis: { variable: 'STARS_TEST_REDIS', start: (onStep) => startRedis({ onStep }) },
  elasticsearch: { variable: 'STARS_TEST_ELASTICSEARCH', start: (onStep) => startElasticsearch({ onStep }) },
  qdrant: { variable: 'QDRANT_URL' },
};

/** `kafka native 127.0.0.1:23891`, one line a server. */
export function reportLines(reports: readonly ServerReport[]): string[] {
  return reports.map(({ name, state, detail }) => {
    const mark = state === 'skipped' ? '! SKIPPED' : state;
    return `  ${name.padEnd(14)}${mark}${detail ? `  ${detail}` : ''}`;
  });
}
