import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, RIGHTS, type Right } from '@stars/access';
import { WORKSPACE } from '@stars/cli/command-line';
import { decodeMessage, TOPICS } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import { newTestGateway, seedExamples, type TestGateway } from '@stars/service-gateway/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runCommand } from '../run-command.js';
import { type CaseServer, startCaseServer } from './testing/case-server.js';
import { CLIENT_CASES, type ClientCase } from './testing/client-cases.js';
import { CLIENT_DRIVERS, clientPython, type RunningDriver } from './testing/client-drivers.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-clients-'));
const keysFile = join(folder, 'keys.json');
const keyWith = (rights: readonly Right[]): string =>
  createKey(keysFile, { name: 'client', rights, tenants: ['default'], expires: Date.now() + 3_600_000 }, Date.now())
    .token!;
const keys = { all: keyWith(RIGHTS), track: keyWith(['track']), wrong: 'stars_000000000000_no' };

let gateway: TestGateway;
let server: CaseServer;
beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  gateway = await newTestGateway({ access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }) });
  await seedExamples(gateway.deps);
  const [apple] = await gateway.deps.catalog.get('default', ['apple']);
  await gateway.deps.catalog.upsert([{ ...apple!, itemId: 'a/b c?ü' }]);
  const faults = new Map(
    CLIENT_DRIVERS.flatMap(({ name }) =>
      CLIENT_CASES.map((each) => [`${name}-${each.place}`, each.faults ?? []] as const),
    ),
  );
  server = await startCaseServer(`http://127.0.0.1:${gateway.httpPort}`, faults);
});
afterAll(async () => {
  await server.stop();
  await gateway.close();
  rmSync(folder, { recursive: true });
});

/** Events of a user on the bus. */
async function storedOf(userId: string): Promise<number> {
  let events = 0;
  for await (const batch of gateway.deps.bus.read({ topic: TOPICS.interactions })) {
    events += batch.filter(({ value }) => decodeMessage(TOPICS.interactions, value).userId === userId).length;
  }
  return events;
}

/** The same case for one language, whose users are its own. */
const inLanguage = (language: string, value: ClientCase): ClientCase =>
  JSON.parse(JSON.stringify(value).replaceAll('"case-', `"case-${language}-`)) as ClientCase;

/** The first code in the README of a client. */
function exampleOf(name: string): string {
  const readme = readFileSync(join(WORKSPACE, 'clients', name, 'README.md'), 'utf8');
  return /^```\w+\n([\s\S]*?)^```$/m.exec(readme)![1]!;
}

for (const { name, missing } of CLIENT_DRIVERS) {
  if (missing) console.warn(`The client for ${name} is not tested: ${missing}.`);
}

describe.each(CLIENT_DRIVERS)('the client for $name', ({ name, missing, start }) => {
  if (missing) return test.skip(missing, () => undefined);

  let driver: RunningDriver;
  beforeAll(async () => {
    driver = await start();
  });
  afterAll(() => driver?.stop());

  test('the example of its README runs', async () => {
    const env = { STARS_URL: `http://127.0.0.1:${gateway.httpPort}`, STARS_KEY: keys.all };
    const { status, output } = await driver.runExample(exampleOf(name), env);
    expect(status, output).toBe(0);
    expect(output.trim().split('\n').length, output).toBe(5);
    expect(output).not.toContain('STARS_');
  });

  test.each(CLIENT_CASES)('$place: $name', async ({ place: at, ...given }) => {
    const {
      client,
      events,
      times = 1,
      expect: expected,
      requests,
      took_ms: took,
      stored,
      ...input
    } = inLanguage(name, given);
    const place = `${name}-${at}`;
    const began = performance.now();
    const outcome = await driver.outcomeOf({
      ...{
        ...input,
        url: server.urlOf(place),
        key: keys[client?.key ?? 'all'],
        timeout_ms: client?.timeout_ms ?? 5000,
      },
      ...(events && { events: Array.from({ length: times }, () => events).flat() }),
    });
    const tookMs = performance.now() - began;
    expect(outcome).toMatchObject(expected);
    expect(outcome['fallback'] ?? undefined).toBe(expected.fallback);
    if (requests !== undefined) expect(server.requestsOf(place)).toBe(requests);
    expect(tookMs).toBeGreaterThanOrEqual(took?.least ?? 0);
    expect(tookMs).toBeLessThanOrEqual(took?.most ?? 60_000);
    if (stored) expect(await storedOf(stored.user_id)).toBe(stored.events);
  });
});

test('mypy finds no fault in the client for Python, nor in what calls it', async () => {
  const cwd = join(WORKSPACE, 'clients/python');
  const example = join(folder, 'example.py');
  writeFileSync(example, exampleOf('python'));
  const args = ['-m', 'mypy', '--cache-dir', join(folder, 'mypy'), 'src', 'tests', example];
  const env = { ...process.env, MYPYPATH: join(cwd, 'src') };
  const { status, output } = await runCommand(await clientPython(), args, { cwd, env, timeoutMs: 120_000 });
  expect(status, output).toBe(0);
});
