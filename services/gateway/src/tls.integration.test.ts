import { once } from 'node:events';
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { credentials } from '@grpc/grpc-js';
import { accessEnvironment, createKey, openAccess } from '@stars/access';
import { type RecommendationClient, recommendationClient } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it, type MockInstance, vi } from 'vitest';
import { z } from 'zod';
import { type Certificate, CertificateAuthority } from './testing/certificates.js';
import { newTestGateway, type TestGateway } from './testing/new-test-gateway.js';
import { recommendRequest } from './testing/recommend-call.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-tls-'));
const [certFile, keyFile, authorities] = ['tls.crt', 'tls.key', 'authorities.crt'].map((name) =>
  join(folder, name),
) as [string, string, string];
const shop = new CertificateAuthority(folder, 'shop');
const stranger = new CertificateAuthority(folder, 'stranger');
const newServerCertificate = (): Certificate => shop.sign('gateway', 'IP:127.0.0.1,DNS:localhost');
const till = shop.sign('till-1', 'URI:spiffe://shop/till');
const named = { rights: ['recommend'] as const, tenants: ['default'], expires: Date.now() + 3_600_000 };
const keys = join(folder, 'keys.json');
const key = createKey(keys, { ...named, name: 'shop' }, Date.now()).token!;
createKey(keys, { ...named, name: 'till', certificate: 'spiffe://shop/till' }, Date.now());

const put = (file: string, content: Buffer | string): void => {
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
};
const use = ({ cert, key }: Certificate): void => {
  put(certFile, cert);
  put(keyFile, key);
};

let gateway: TestGateway;
let refused: MockInstance;
const clients: RecommendationClient[] = [];
beforeAll(async () => {
  use(newServerCertificate());
  put(authorities, shop.own.cert);
  const settings = parseConfig(z.object(accessEnvironment), {
    STARS_KEYS_FILE: keys,
    STARS_TLS_CERT_FILE: certFile,
    STARS_TLS_KEY_FILE: keyFile,
    STARS_TLS_CLIENT_CA_FILE: authorities,
  });
  const logger = createLogger('test', { level: 'silent' });
  refused = vi.spyOn(logger, 'error');
  gateway = await newTestGateway({ access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }) });
});
afterAll(async () => {
  for (const client of clients) client.close();
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

function clientWith(certificate?: Certificate, authorization?: string): RecommendationClient {
  const ssl = credentials.createSsl(shop.own.cert, certificate?.key, certificate?.cert);
  const client = recommendationClient(`127.0.0.1:${gateway.grpcPort}`, {
    credentials: ssl,
    authorization,
    // Otherwise clients with equal settings share a connection.
    'grpc.use_local_subchannel_pool': 1,
  });
  clients.push(client);
  return client;
}

async function popular(agent: Agent, authorization?: string): Promise<{ status: number; reused: boolean }> {
  const headers = authorization === undefined ? {} : { authorization };
  const sent = request({ host: '127.0.0.1', port: gateway.httpPort, path: '/v1/popular', agent, headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode!, reused: sent.reusedSocket };
}

const agentWith = (certificate?: Certificate): Agent =>
  new Agent({
    ca: shop.own.cert,
    keepAlive: true,
    ...(certificate && { cert: certificate.cert, key: certificate.key }),
  });

/** What the server shows on a new connection. */
async function serialOf(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, ca: shop.own.cert, ALPNProtocols: ['h2', 'http/1.1'] });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

const outcome = (client: RecommendationClient): Promise<string> =>
  client.recommend(recommendRequest()).then(
    ({ items }) => `${items.length} items`,
    (error) => (error as { code: string }).code,
  );

describe('TLS', () => {
  it('takes nothing in plain text', async () => {
    await expect(fetch(`http://127.0.0.1:${gateway.httpPort}/healthz`)).rejects.toThrow();
    const plain = recommendationClient(`127.0.0.1:${gateway.grpcPort}`, { authorization: `Bearer ${key}` });
    clients.push(plain);
    expect(await outcome(plain)).toBe('STARS_UNAVAILABLE');
  });

  it.each<[string, () => Certificate | undefined, string | undefined, string, number]>([
    ['a key and no certificate', () => undefined, `Bearer ${key}`, '3 items', 200],
    ['a certificate with a name in the file of keys', () => till, undefined, '3 items', 200],
    ['nothing', () => undefined, undefined, 'STARS_UNAUTHENTICATED', 401],
    [
      'a certificate with another name',
      () => shop.sign('till-2', 'DNS:till-2'),
      undefined,
      'STARS_UNAUTHENTICATED',
      401,
    ],
    [
      'a certificate with the right name by another authority',
      () => stranger.sign('till-1', 'URI:spiffe://shop/till'),
      undefined,
      'STARS_UNAUTHENTICATED',
      401,
    ],
    ['a good certificate and a wrong key', () => till, 'Bearer x', 'STARS_UNAUTHENTICATED', 401],
  ])('with %s', async (_, certificate, authorization, expected, status) => {
    const shown = certificate();
    expect(await outcome(clientWith(shown, authorization))).toBe(expected);
    const agent = agentWith(shown);
    expect((await popular(agent, authorization)).status).toBe(status);
    agent.destroy();
  });

  it('changes to new certificates while connections go on, and never to a pair that does not fit', async () => {
    const ports = [gateway.grpcPort, gateway.httpPort];
    const serials = () => Promise.all(ports.map(serialOf));
    const [before] = await serials();
    expect(await serials()).toEqual([before, before]);
    const client = clientWith(till);
    const agent = agentWith(till);
    expect(await outcome(client)).toBe('3 items');
    expect(await popular(agent)).toEqual({ status: 200, reused: false });
    // More often than a server closes what is idle.
    const goesOn = async () => expect(await popular(agent)).toEqual({ status: 200, reused: true });

    const next = newServerCertificate();
    put(certFile, next.cert);
    // The key is still the old one.
    await vi.waitFor(() => expect(refused).toHaveBeenCalled(), 10_000);
    await goesOn();
    expect(await serials()).toEqual([before, before]);
    put(keyFile, next.key);
    await vi.waitFor(async () => {
      await goesOn();
      const now = await serials();
      expect(now[0]).not.toBe(before);
      expect(now[1]).toBe(now[0]);
    }, 10_000);
    expect(await outcome(client)).toBe('3 items');
    await goesOn();
    expect(await outcome(clientWith(till))).toBe('3 items');
    agent.destroy();
  });

  it('changes to other authorities of client certificates', async () => {
    put(authorities, stranger.own.cert);
    await vi.waitFor(async () => expect(await outcome(clientWith(till))).not.toBe('3 items'), 10_000);
    put(authorities, shop.own.cert);
    await vi.waitFor(async () => expect(await outcome(clientWith(till))).toBe('3 items'), 10_000);
  });
});

it('does not start with files that are of no use, nor with client certificates that nobody has rights by', () => {
  const logger = createLogger('test', { level: 'silent' });
  const [cert, other] = [newServerCertificate(), newServerCertificate()];
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const open = (env: Record<string, string>, host = '127.0.0.1') =>
    openAccess(parseConfig(z.object(accessEnvironment), env), { dataDir, host, logger });
  const tls = { STARS_TLS_CERT_FILE: cert.certFile, STARS_TLS_KEY_FILE: cert.keyFile };
  const invalid = expect.objectContaining({ code: 'STARS_CONFIG_INVALID' });
  expect(() => open({ STARS_TLS_CERT_FILE: cert.certFile })).toThrow(invalid);
  expect(() => open({ ...tls, STARS_TLS_KEY_FILE: other.keyFile })).toThrow(invalid);
  expect(() => open({ ...tls, STARS_TLS_KEY_FILE: join(dataDir, 'none') })).toThrow(invalid);
  expect(() => open({ ...tls, STARS_TLS_CLIENT_CA_FILE: shop.own.certFile })).toThrow(invalid);
  expect(open(tls).tls?.contents.ca).toBeUndefined();
  cpSync(keys, join(dataDir, 'keys.json'));
  expect(open({ ...tls, STARS_TLS_CLIENT_CA_FILE: shop.own.certFile }, '0.0.0.0').tls?.contents.ca).toBeDefined();
});
