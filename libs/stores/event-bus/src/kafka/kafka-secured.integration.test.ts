import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Secret } from '@stars/platform';
import { freePort, type RunningServer, startKafka } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually, numbered } from '../contract-bench.js';
import { openKafkaEventBus } from './kafka-event-bus.js';
import type { KafkaEventBusOptions } from './options.js';

const [USER, PASSWORD] = ['stars', 'p, w"x'];
const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
const quoted = (text: string): string => text.replace(/["\\]/g, '\\$&');

/** A key and a certificate of 127.0.0.1 that nobody else has signed, in one PEM file. */
function selfSigned(folder: string): { file: string; certificate: string } {
  const [key, certificate, file] = ['key.pem', 'certificate.pem', 'both.pem'].map((name) => join(folder, name));
  const subject = ['-subj', '/CN=stars-test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key!, '-out', certificate!], { stdio: 'ignore' });
  const text = readFileSync(certificate!, 'utf8');
  writeFileSync(file!, readFileSync(key!, 'utf8') + text);
  return { file: file!, certificate: text };
}

describe.skipIf(!process.env['STARS_TEST_KAFKA'])('Kafka behind TLS and a password', () => {
  let server: RunningServer;
  let brokers: string[];
  const folder = mkdtempSync(join(tmpdir(), 'stars-kafka-secured-'));
  const before = getCACertificates('default');
  const open = (options: Partial<KafkaEventBusOptions>) =>
    openKafkaEventBus({ brokers, ssl: true, timeoutMs: 10_000, ...options });

  beforeAll(async () => {
    const { file, certificate } = selfSigned(folder);
    setDefaultCACertificates([...before, certificate]);
    const port = await freePort();
    brokers = [`127.0.0.1:${port}`];
    server = await startKafka({
      listeners: [{ name: 'SECURE', protocol: 'SASL_SSL', port }],
      settings: {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': file,
        'listener.name.secure.sasl.enabled.mechanisms': 'PLAIN',
        'listener.name.secure.plain.sasl.jaas.config': `${PLAIN} user_${USER}="${quoted(PASSWORD)}";`.replaceAll(
          '\\',
          '\\\\',
        ),
      },
    });
  });
  afterAll(async () => {
    setDefaultCACertificates(before);
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('carries messages both ways', async () => {
    const bus = await open({ sasl: { mechanism: 'plain', username: USER, password: PASSWORD } });
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

  it('logs in with the password that its file has now', async () => {
    const file = join(folder, 'password');
    writeFileSync(file, 'not-this-one');
    const sasl = { mechanism: 'plain' as const, username: USER, password: Secret.ofFile(file) };
    await expect(open({ sasl, timeoutMs: 1500 })).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID' });
    writeFileSync(file, `${PASSWORD}\n`);
    const bus = await vi.waitFor(() => open({ sasl }), { timeout: 20_000, interval: 200 });
    await bus.close();
  });

  it.each([
    ['a wrong password', 'STARS_CONFIG_INVALID', { sasl: { mechanism: 'plain', username: USER, password: 'wrong' } }],
    ['no password', 'STARS_UNAVAILABLE', {}],
    ['no TLS', 'STARS_UNAVAILABLE', { ssl: false, sasl: { mechanism: 'plain', username: USER, password: PASSWORD } }],
  ] as [string, string, Partial<KafkaEventBusOptions>][])('lets nobody in with %s', async (_, code, options) => {
    await expect(open({ timeoutMs: 1500, ...options })).rejects.toMatchObject({ code });
  });
});
