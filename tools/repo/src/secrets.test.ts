import { reportError } from '@stars/cli/command-line';
import { publicError } from '@stars/errors';
import { openObjectStore, s3Environment } from '@stars/object-store';
import { createLogger, describeConfig, HealthRegistry, parseConfig, secretKind } from '@stars/platform';
import { openPorts, stackConfigOf, stackEnvironment } from '@stars/stack';
import { endpointOf, OpenAiClient, textEnvironment } from '@stars/text';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ALL_SETTINGS } from './reference/configuration-page.js';
import { canaries, toldIn, USERS_OF_SECRETS } from './testing/canaries.js';
import { startTelltaleHttp, startTelltaleRedis, type TelltaleServer } from './testing/telltale-server.js';

type Env = Record<string, string>;

describe('settings', () => {
  const names = Object.keys(ALL_SETTINGS);

  it('are secrets if their names say so', () => {
    const named = names.filter((name) => /(KEY|KEY_ID|PASSWORD|SECRET|TOKEN|_URL|_URL_S3)$/.test(name));
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => secretKind(ALL_SETTINGS[name]) === undefined)).toEqual([]);
  });

  it.each(names)('%s shows no login, neither taken nor refused', (name) => {
    const schema = z.object({ [name]: ALL_SETTINGS[name]! });
    const given = `x://me:canary-of-it@host/path`;
    const { lines, logger } = capture();
    try {
      logger.info({ config: describeConfig(parseConfig(schema, { [name]: given })), given });
    } catch (err) {
      logger.error({ err });
    }
    expect(toldIn(lines.join('\n'))).toEqual([]);
    expect(lines.length).toBe(1);
  });
});

function capture() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger('test', { level: 'trace', destination }) };
}

/** How each client is asked once. */
const CLIENTS: Record<string, (env: Env, logger: ReturnType<typeof createLogger>) => Promise<unknown>> = {
  'event bus': (env, logger) => openPorts(stackOf(env), ['bus'], { logger }),
  profiles: (env, logger) => openPorts(stackOf(env), ['profiles'], { logger }),
  catalogue: (env, logger) => openPorts(stackOf(env), ['catalog'], { logger }),
  vectors: (env, logger) => openPorts(stackOf(env), ['vectors'], { logger }),
  'object store': (env) => openObjectStore('s3://bucket/archive', { env }).get('it'),
  'language models': (env) => {
    const endpoint = endpointOf(parseConfig(z.object(textEnvironment), env));
    const client = new OpenAiClient(endpoint, { now: Date.now, random: Math.random, sleep: async () => undefined });
    return client.embeddings({ model: 'a-model', input: ['milk'] });
  },
};

const stackOf = (env: Env) => stackConfigOf(parseConfig(z.object(stackEnvironment), env));

describe.each([400, 401])('a server that answers %i and repeats credentials', (status) => {
  let http: TelltaleServer;
  let redis: TelltaleServer;
  let env: Env;
  beforeAll(async () => {
    [http, redis] = await Promise.all([startTelltaleHttp(status), startTelltaleRedis()]);
    env = { ...USERS_OF_SECRETS, ...canaries({ http: http.port, redis: redis.port }) };
  });
  afterAll(() => Promise.all([http.stop(), redis.stop()]));

  it.each(Object.keys(CLIENTS))('%s: no log, answer, check or command shows them', async (name) => {
    const { lines, logger } = capture();
    // Without them in its address, as the client of a server refuses that.
    const address = { STARS_OPENAI_BASE_URL: `http://127.0.0.1:${http.port}` };
    const error = await CLIENTS[name]!({ ...env, ...address }, logger).then(
      () => expect.fail('it was let in'),
      (refused: unknown) => refused,
    );
    logger.error({ err: error }, 'failed');
    const health = new HealthRegistry();
    health.register('it', () => Promise.reject(error));
    const told = [...lines, JSON.stringify([publicError(error), await health.readiness()]), reportError(error).text];
    expect(toldIn(told.join('\n'))).toEqual([]);
    expect(reportError(error).text).toMatch(/^error STARS_[A-Z_]+: /);
  });
});

it('all settings of S3 are known here', () => {
  expect(Object.keys(s3Environment).every((name) => name in ALL_SETTINGS)).toBe(true);
});
