import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { freePort } from '@stars/servers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../run-command.js';
import { type CaseServer, startCaseServer } from './testing/case-server.js';
import { CLIENT_CASES, type ClientCase } from './testing/client-cases.js';
import { CLIENT_DRIVERS, clientPython, type RunningDriver } from './testing/client-drivers.js';
import { jsonTexts, parsedJson } from './testing/json-texts.js';
import { type KeyedGateway, newKeyedGateway } from './testing/keyed-gateway.js';
import { placesOfAShop } from './testing/places-of-a-shop.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-client-checks-'));
let keyed: KeyedGateway;
let url: string;
let server: CaseServer;
beforeAll(async () => {
  keyed = await newKeyedGateway();
  const { gateway } = keyed;
  const [apple] = await gateway.deps.catalog.get('default', ['apple']);
  await gateway.deps.catalog.upsert([{ ...apple!, itemId: 'a/b c?ü' }]);
  const faults = new Map(
    CLIENT_DRIVERS.flatMap(({ name }) =>
      CLIENT_CASES.map((each) => [`${name}-${each.place}`, each.faults ?? []] as const),
    ),
  );
  url = `http://127.0.0.1:${gateway.httpPort}`;
  server = await startCaseServer(url, faults);
});
afterAll(async () => {
  await server.stop();
  await keyed.close();
  rmSync(folder, { recursive: true });
});

/** The same case for one language, whose users are its own. */
const inLanguage = (language: string, value: ClientCase): ClientCase =>
  JSON.parse(JSON.stringify(value).replaceAll('"case-', `"case-${language}-`)) as ClientCase;

/** The first code in the README of a client. */
function exampleOf(name: string): string {
  const readme = readFileSync(join(WORKSPACE, 'clients', name, 'README.md'), 'utf8');
  const [, example] = /^```\w+\n([\s\S]*?)^```$/m.exec(readme)!;
  // A busy machine takes longer than a page waits.
  return example!.replaceAll('300', '30000').replaceAll('0.3', '30').replaceAll('ofSeconds(3)', 'ofSeconds(30)');
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
    const env = { RECOMMENDER_URL: url, RECOMMENDER_KEY: keyed.keys.all };
    const { status, output } = await driver.runExample(exampleOf(name), env);
    expect(status, output).toBe(0);
    expect(output.trim().split('\n').length, output).toBe(5);
    expect(output).not.toContain('STARS_');
  });

  test('the lists by place of the docs come in one call each', async () => {
    const places = placesOfAShop();
    expect(places.length).toBeGreaterThanOrEqual(15);
    for (const place of places) {
      const outcome = await driver.outcomeOf({ ...place, url, key: keyed.keys.all, timeout_ms: 30_000 });
      expect(outcome, place.call).toMatchObject({ answer: expect.anything() });
    }
  });

  // The other languages have a JSON of their own.
  if (name === 'java') {
    test('its JSON is that of JavaScript', async () => {
      await fc.assert(
        fc.asyncProperty(jsonTexts(), async (json) => {
          const { answer } = await driver.outcomeOf({ json });
          expect(JSON.stringify(answer)).toBe(JSON.stringify(parsedJson(json)));
        }),
        { numRuns: 500 },
      );
    });
  }

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
        url: client?.no_server ? `http://127.0.0.1:${await freePort()}` : server.urlOf(place),
        key: keyed.keys[client?.key ?? 'all'],
        timeout_ms: client?.timeout_ms ?? 5000,
      },
      ...(events && { events: Array.from({ length: times }, () => events).flat() }),
    });
    const tookMs = performance.now() - began;
    expect(outcome).toMatchObject(expected);
    expect(outcome['fallback'] ?? undefined).toBe(expected.fallback);
    // A client that gave up may be ahead of the server, and events may wait for a second.
    if (requests !== undefined) await expect.poll(() => server.requestsOf(place), { timeout: 5000 }).toBe(requests);
    expect(tookMs).toBeGreaterThanOrEqual(took?.least ?? 0);
    expect(tookMs).toBeLessThanOrEqual(took?.most ?? 60_000);
    if (stored) await expect.poll(() => keyed.storedOf(stored.user_id), { timeout: 5000 }).toBe(stored.events);
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
