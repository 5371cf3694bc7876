import { startElasticsearch } from '../elasticsearch.js';
import { startKafka } from '../kafka.js';
import { startRedis } from '../redis.js';
import type { ServerName } from '../running-server.js';
import { startSeaweedfs } from '../seaweedfs.js';
import { dockerRuns } from '../stack/docker-stack.js';

/** Where the servers of a test run come from: packages of this machine, or containers. */
export type TestProvider = 'native' | 'docker';

/** The outcome of one server for a test run. */
export interface ServerReport {
  name: ServerName;
  state: TestProvider | 'given' | 'skipped' | 'not needed';
  /** Its address, or why it was skipped. */
  detail: string;
}

/** A server that tests share, for as long as the run takes. */
export interface SharedServer {
  url: string;
  stop(): Promise<unknown>;
}

type Step = (label: string) => void;

const NATIVE: Partial<Record<ServerName, (onStep: Step) => Promise<SharedServer>>> = {
  kafka: (onStep) => startKafka({ onStep }),
  redis: (onStep) => startRedis({ onStep }),
  elasticsearch: (onStep) => startElasticsearch({ onStep }),
  seaweedfs: (onStep) => startSeaweedfs({ onStep }),
};

/** `STARS_TEST_SERVERS` of the environment, else containers where a Docker engine answers. */
export async function testProvider(): Promise<TestProvider> {
  const named = process.env['STARS_TEST_SERVERS'];
  if (named === 'native' || named === 'docker') return named;
  return (await dockerRuns()) ? 'docker' : 'native';
}

/** Undefined if that provider has no such server. Errors: `STARS_UNAVAILABLE`. */
export async function startShared(
  provider: TestProvider,
  name: ServerName,
  onStep: Step,
): Promise<SharedServer | undefined> {
  if (provider === 'native') return NATIVE[name]?.(onStep);
  const { startContainer } = await import('./containers.js');
  onStep(`${name} in a container`);
  return startContainer(name);
}

/** `kafka native 127.0.0.1:23891`, one line a server. */
export function reportLines(reports: readonly ServerReport[]): string[] {
  return reports.map(({ name, state, detail }) => {
    const mark = state === 'skipped' ? '! SKIPPED' : state;
    return `  ${name.padEnd(14)}${mark}${detail ? `  ${detail}` : ''}`;
  });
}
