import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredKey } from '@stars/access';
import type { AuditRecord } from '@stars/audit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from './testing/cli-process.js';
import { ServiceProcess } from './testing/service-process.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'stars-keys-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Its secret may have "_", too. */
const KEY = /^stars_([0-9a-f]{12})_([\w-]{43})$/;

const keysVerb = async (data: string, ...parameters: string[]) => {
  const { status, stdout, stderr } = await runCli(['keys', ...parameters, '--data', data]);
  return { status, stdout, stderr };
};

describe('./stars keys', () => {
  it('makes a key, lists it without its secret, and revokes it', async () => {
    const data = join(root, 'verbs');
    const create = [
      'create',
      '--name',
      'shop',
      '--rights',
      'recommend,track',
      '--tenants',
      'north,south',
      '--limit',
      '50',
    ];
    const made = await keysVerb(data, ...create);
    expect([made.status, made.stdout]).toEqual([0, expect.stringMatching(/^stars_.*\n$/)]);
    const [, id, secret] = KEY.exec(made.stdout.trim())!;
    expect(made.stderr).toContain(`Id ${id}, until `);
    expect(statSync(join(data, 'keys.json')).mode & 0o777).toBe(0o600);

    const listed = await keysVerb(data, 'list', '--json');
    const [key] = JSON.parse(listed.stdout) as StoredKey[];
    expect(key).toMatchObject({
      id,
      name: 'shop',
      rights: ['recommend', 'track'],
      tenants: ['north', 'south'],
      limit: 50,
    });
    expect(Date.parse(key!.expires) - Date.parse(key!.created)).toBe(90 * 86_400_000);
    expect(listed.stdout).not.toContain(secret);
    expect(listed.stdout).not.toContain('hash');

    expect((await keysVerb(data, 'revoke', id!)).stdout).toBe(`Revoked: ${id}\n`);
    expect((await keysVerb(data, 'list')).stdout).toBe('There is no key.\n');
    const endless = await keysVerb(data, ...create, '--days', '999999999');
    expect(endless).toMatchObject({ stdout: '', stderr: expect.stringContaining('STARS_USAGE') });

    const audit = (...parameters: string[]) => runCli(['audit', ...parameters, '--data', data]);
    const records = (await audit()).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditRecord);
    expect(records.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      ...['keys create begun', 'keys create done', 'keys revoke begun', 'keys revoke done'],
    ]);
    expect(records[0]!.who).toMatch(/^operator:.+/);
    expect(records[3]!.target).toEqual({ ids: [id] });
    expect((await audit()).stdout).not.toContain(secret);
    expect((await audit('--since', '2999-01-01')).stdout).toBe('');
  });

  it.each([
    [['create', '--name', 'x', '--rights', 'root'], 2, 'STARS_USAGE'],
    [['revoke', '0123456789ab'], 3, 'STARS_NOT_FOUND'],
  ])('%s ends with %d', async (parameters, status, code) => {
    const result = await keysVerb(join(root, 'wrong'), ...parameters);
    expect([result.status, result.stderr]).toEqual([status, expect.stringContaining(`error ${code}`)]);
  });
});

describe('a gateway that others reach', () => {
  let gateway: ServiceProcess | undefined;
  afterEach(async () => void (await gateway?.stop()));

  const start = (data: string, env: NodeJS.ProcessEnv = {}): ServiceProcess => {
    mkdirSync(data, { recursive: true });
    gateway = ServiceProcess.start('gateway', { STARS_DATA: data, STARS_HOST: '0.0.0.0', ...env });
    return gateway;
  };

  it('refuses to start without keys, and says how to make them', async () => {
    const service = start(join(root, 'open'));
    expect(await service.ends()).toBe(1);
    expect(service.output).toContain('STARS_UNPROTECTED');
    expect(service.output).toContain('./stars keys create');
  });

  it('makes the first key into a file where it is told to, and asks for it', async () => {
    const data = join(root, 'first');
    const file = join(data, 'first-key');
    const env = { STARS_FIRST_KEY_FILE: file, STARS_GATEWAY_OPERATIONS_PORT: '0' };
    const { grpcPort, httpPort } = await start(data, env).says('serving');
    const key = readFileSync(file, 'utf8').trim();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(gateway!.output).not.toContain(KEY.exec(key)![2]);
    expect((await fetch(`http://127.0.0.1:${httpPort}/readyz`)).status).not.toBe(401);
    const { port } = await gateway!.says('health and metrics');
    const metrics = async (at: unknown, path: string) => {
      const [response] = await once(get({ host: '127.0.0.1', port: Number(at), path }), 'response');
      response.resume();
      return response.statusCode;
    };
    const ways = ['/metrics', '/Metrics/', '/metrics?x=1', '/metrics#x', 'http://x/metrics', 'http://x/metrics/?x'];
    for (const path of ways) expect(await metrics(httpPort, path), path).toBe(404);
    expect([await metrics(port, '/metrics'), await metrics(port, '/healthz')]).toEqual([200, 200]);
    const popular = (authorization: string) =>
      fetch(`http://127.0.0.1:${httpPort}/v1/popular`, { headers: { authorization } });
    expect((await popular('Bearer x')).status).toBe(401);
    expect((await popular(`Bearer ${key}`)).status).toBe(200);

    const ask = (env: NodeJS.ProcessEnv) =>
      runCli(['recommend', '--user', 'ann', '--address', `127.0.0.1:${grpcPort}`], { ...process.env, ...env });
    expect(await ask({})).toMatchObject({ status: 2, stderr: expect.stringContaining('STARS_UNAUTHENTICATED') });
    expect(await ask({ STARS_API_KEY: key })).toMatchObject({ status: 0 });

    const made = await keysVerb(data, 'create', '--name', 'till', '--rights', 'track');
    const till = `Bearer ${made.stdout.trim()}`;
    await vi.waitFor(async () => expect((await popular(till)).status).toBe(403), 10_000);
  });
});
