import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, trustAuthorities } from '@stars/platform';
import { freePort, type RunningServer, startKafka } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually, numbered } from '../contract-bench.js';
import { openKafkaEventBus } from './kafka-event-bus.js';
import type { KafkaEventBusOptions } from './options.js';

const [USER, PASSWORD] = ['stars', 'p, w"x'];
const [SCRAM_USER, SCRAM_PASSWORD] = ['gateway', 'of-the-gateway'];
const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
/** Without a verifier of its own, the broker takes tokens that nobody has signed. */
const TOKENS = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required';
const quoted = (text: string): string => text.replace(/["\\]/g, '\\$&');

/** A key and a certificate of 127.0.0.1 that nobody else has signed. */
function selfSigned(folder: string, name: string): { key: string; cert: string; both: string } {
  const [keyFile, certFile, both] = ['key', 'cert', 'both'].map((part) => join(folder, `${name}-${part}.pem`));
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', keyFile!, '-out', certFile!], { stdio: 'ignore' });
  const [key, cert] = [keyFile, certFile].map((file) => readFileSync(file!, 'utf8')) as [string, string];
  writeFileSync(both!, key + cert);
  return { key, cert, both: both! };
}

/** A token that ends, and that names somebody. */
function unsignedToken(sub: string, seconds: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  return `${part({ alg: 'none' })}.${part({ sub, iat: now, exp: now + seconds })}.`;
}

describe.skipIf(!process.env['STARS_TEST_KAFKA'])('Kafka behind TLS and logins', () => {
  let server: RunningServer;
  let ports: { plain: number; scram: number; token: number; certificate: number };
  let endTrust: () => void;
  const folder = mkdtempSync(join(tmpdir(), 'stars-kafka-secured-'));
  const client = selfSigned(folder, 'gateway');
  const open = (listener: keyof typeof ports, options: Partial<KafkaEventBusOptions>) =>
    openKafkaEventBus({ brokers: [`127.0.0.1:${ports[listener]}`], ssl: true, timeoutMs: 10_000, ...options });

  beforeAll(async () => {
    const { both, cert } = selfSigned(folder, 'broker');
    writeFileSync(join(folder, 'clients.pem'), client.cert);
    endTrust = trustAuthorities(cert);
    const [plain, scram, token, certificate] = [await freePort(), await freePort(), await freePort(), await freePort()];
    ports = { plain, scram, token, certificate };
    const users = `${PLAIN} user_${USER}="${quoted(PASSWORD)}";`.replaceAll('\\', '\\\\');
    server = await startKafka({
      listeners: [
        { name: 'SECURE', protocol: 'SASL_SSL', port: plain },
        { name: 'SCRAM', protocol: 'SASL_SSL', port: scram },
        { name: 'TOKEN', protocol: 'SASL_SSL', port: token },
        { name: 'CERTIFICATE', protocol: 'SSL', port: certificate },
      ],
      scramUsers: { [SCRAM_USER]: SCRAM_PASSWORD },
      settings: {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': both,
        'listener.name.secure.sasl.enabled.mechanisms': 'PLAIN',
        'listener.name.secure.plain.sasl.jaas.config': users,
        'listener.name.scram.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
        'listener.name.scram.scram-sha-512.sasl.jaas.config': SCRAM,
        'listener.name.token.sasl.enabled.mechanisms': 'OAUTHBEARER',
        'listener.name.token.oauthbearer.sasl.jaas.config': `${TOKENS} unsecuredLoginStringClaim_sub="broker";`,
        'listener.name.certificate.ssl.client.auth': 'required',
        'listener.name.certificate.ssl.truststore.type': 'PEM',
        'listener.name.certificate.ssl.truststore.location': join(folder, 'clients.pem'),
      },
    });
  });
  afterAll(async () => {
    endTrust();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('carries messages both ways', async () => {
    const bus = await open('plain', { sasl: { mechanism: 'plain', username: USER, password: PASSWORD } });
    const handled: string[] = [];
    await bus.consume({
      group: 'secured',
      topics: ['secured'],
      handler: async (messages) => void handled.push(...messages.map(({ id }) => id)),
    });
    const messages = numbered(50, 5);
    await bus.publish('secured', messages);
    await eventually(() => expect(handled.length).toBeGreaterThanOrEqual(50));
    expect(new Set(handled)).toEqual(new Set(messages.map(({ id }) => id)));
    await bus.close();
  });

  const scram = (password: string | Secret) =>
    ({ mechanism: 'scram-sha-512', username: SCRAM_USER, password }) satisfies KafkaEventBusOptions['sasl'];

  it('lets in with SCRAM', async () => {
    await (await open('scram', { sasl: scram(SCRAM_PASSWORD) })).close();
  });

  it('logs in with the password that its file has now', async () => {
    const file = join(folder, 'password');
    writeFileSync(file, 'not-this-one');
    const sasl = scram(Secret.ofFile(file));
    await expect(open('scram', { sasl, timeoutMs: 1500 })).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID' });
    writeFileSync(file, `${SCRAM_PASSWORD}\n`);
    const bus = await vi.waitFor(() => open('scram', { sasl }), { timeout: 20_000, interval: 200 });
    await bus.close();
  });

  it('lets in with a token of a file, and of a client', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, unsignedToken('gateway', 60));
    await (await open('token', { sasl: { mechanism: 'oauthbearer', token: Secret.ofFile(file) } })).close();
    const issuer = createServer((_, response) => {
      response.end(JSON.stringify({ access_token: unsignedToken('gateway', 60), expires_in: 60 }));
    }).listen(0, '127.0.0.1');
    await once(issuer, 'listening');
    const url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/token`;
    const token = { url, clientId: 'gateway', clientSecret: 'of-the-client' };
    await (await open('token', { sasl: { mechanism: 'oauthbearer', token } })).close();
    issuer.close();
  });

  it('lets in with the certificate that its files have now', async () => {
    const stranger = selfSigned(folder, 'stranger');
    const [cert, key] = [join(folder, 'cert'), join(folder, 'key')];
    const write = (pair: typeof client): void => {
      writeFileSync(cert, pair.cert);
      writeFileSync(key, pair.key);
    };
    write(stranger);
    const identity = { cert: Secret.ofFile(cert), key: Secret.ofFile(key) };
    await expect(open('certificate', { identity, timeoutMs: 1500 })).rejects.toMatchObject({
      code: 'STARS_UNAVAILABLE',
    });
    write(client);
    const bus = await vi.waitFor(() => open('certificate', { identity }), { timeout: 20_000, interval: 200 });
    await bus.close();
  });

  type Refused = [
    what: string,
    code: string,
    listener: 'plain' | 'scram' | 'token' | 'certificate',
    options: Partial<KafkaEventBusOptions>,
  ];
  const wrong = { mechanism: 'plain', username: USER, password: 'wrong' } as const;
  it.each<Refused>([
    ['a wrong password', 'STARS_CONFIG_INVALID', 'plain', { sasl: wrong }],
    ['a wrong password for SCRAM', 'STARS_CONFIG_INVALID', 'scram', { sasl: scram('wrong') }],
    ['no password', 'STARS_UNAVAILABLE', 'plain', {}],
    ['no TLS', 'STARS_UNAVAILABLE', 'plain', { ssl: false, sasl: { ...wrong, password: PASSWORD } }],
    [
      'a token that has ended',
      'STARS_CONFIG_INVALID',
      'token',
      { sasl: { mechanism: 'oauthbearer', token: unsignedToken('gateway', -60) } },
    ],
    ['no certificate', 'STARS_UNAVAILABLE', 'certificate', {}],
  ])('lets nobody in with %s', async (_, code, listener, options) => {
    await expect(open(listener, { timeoutMs: 1500, ...options })).rejects.toMatchObject({ code });
  });

  it('is not trusted without its authority', async () => {
    endTrust();
    const opening = open('scram', { timeoutMs: 1500, sasl: scram(SCRAM_PASSWORD) });
    await expect(opening).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  });
});
