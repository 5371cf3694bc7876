import { readFileSync, writeFileSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import type { ServerName } from '../running-server.js';
import { SERVER_VARIABLES } from './server-variables.js';
import {
  reportLines,
  type ServerReport,
  type SharedServer,
  startShared,
  type TestProvider,
  testProvider,
} from './shared-servers.js';

// The servers that integration tests share. A test file that wants one reads its address from the environment
// (`STARS_TEST_KAFKA`, `STARS_TEST_REDIS`, `STARS_TEST_ELASTICSEARCH`, `QDRANT_URL`, `STARS_TEST_S3`), and naming the variable is what
// makes the server start: a run of one file starts what that file names. `STARS_REQUIRE_SERVERS=kafka,redis` makes a
// server that cannot be had an error instead of a skip; `STARS_TEST_SERVERS=native|docker` says where they come from; `STARS_SERVERS_REPORT` names a file for what became of each.

/** Set by vitest 5, though not in its types: the filters of this run. */
type WithFilters = { filenamePattern?: string[] };

async function namedVariables(project: TestProject): Promise<Set<string>> {
  const filters = (project.vitest as unknown as WithFilters).filenamePattern;
  const { testFiles } = await project.globTestFiles(filters);
  const sources = testFiles.map((path) => readFileSync(path, 'utf8'));
  const variables = Object.values(SERVER_VARIABLES);
  return new Set(
    variables.filter((variable) => sources.some((source) => new RegExp(`\\b${variable}\\b`).test(source))),
  );
}

async function provide(provider: TestProvider, name: ServerName, running: SharedServer[]): Promise<ServerReport> {
  const variable = SERVER_VARIABLES[name];
  const given = process.env[variable];
  if (given) return { name, state: 'given', detail: given };
  const reasons: string[] = [];
  // An engine without images, as on a closed network, is as good as none.
  for (const source of provider === 'docker' ? (['docker', 'native'] as const) : (['native'] as const)) {
    try {
      const server = await startShared(source, name, (label) => process.stderr.write(`· ${label} …\n`));
      if (!server) continue;
      running.push(server);
      process.env[variable] = server.url;
      return { name, state: source, detail: server.url };
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  return skipped(name, reasons.join('; ') || `${variable} is not set`);
}

function skipped(name: ServerName, reason: string): ServerReport {
  const required = (process.env['STARS_REQUIRE_SERVERS'] ?? '').split(',');
  if (required.includes(name)) throw new Error(`${name} is required for this run: ${reason}`);
  return { name, state: 'skipped', detail: `${reason.split('\n')[0]}` };
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running: SharedServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.stop()));
  };
  const wanted = await namedVariables(project);
  const names = Object.keys(SERVER_VARIABLES) as ServerName[];
  const provider = wanted.size > 0 ? await testProvider() : 'native';
  const settled = await Promise.allSettled(
    names.map((name): Promise<ServerReport> | ServerReport =>
      wanted.has(SERVER_VARIABLES[name])
        ? provide(provider, name, running)
        : { name, state: 'not needed', detail: 'by the files of this run' },
    ),
  );
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const reports = settled.map((each) => (each as PromiseFulfilledResult<ServerReport>).value);
  process.stderr.write(`servers of this run:\n${reportLines(reports).join('\n')}\n`);
  const reportPath = process.env['STARS_SERVERS_REPORT'];
  if (reportPath) writeFileSync(reportPath, JSON.stringify(reports));
  return stop;
}
