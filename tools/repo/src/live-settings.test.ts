import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { liveWhen } from '@stars/platform';
import { expect, it } from 'vitest';
import { ALL_SETTINGS } from './reference/configuration-page.js';

const ROTATION = ['tools/repo/src/rotation.test.ts', '%s: the next request has what the file has now'] as const;
const LOGIN = [
  'libs/stores/item-catalog/src/elasticsearch/elasticsearch-login.test.ts',
  'with the %s that its file has now',
] as const;
const KAFKA = 'libs/stores/event-bus/src/kafka/kafka-secured.integration.test.ts';
const CERTIFICATE = [KAFKA, 'lets in with the certificate that its files have now'] as const;
const TLS = 'services/gateway/src/tls.integration.test.ts';
const SERVER = [
  TLS,
  'changes to new certificates while connections go on, and never to a pair that does not fit',
] as const;

/** The test that changes each setting while its user runs. */
const TESTED: Readonly<Record<string, readonly [file: string, title: string]>> = {
  AWS_ACCESS_KEY_ID: ROTATION,
  AWS_SECRET_ACCESS_KEY: [ROTATION[0], 'AWS_SECRET_ACCESS_KEY: the next request is signed with what the file has now'],
  AWS_SESSION_TOKEN: ROTATION,
  OTEL_EXPORTER_OTLP_HEADERS: [
    'libs/foundation/platform/src/tracing/tracing.test.ts',
    'gets the headers that their file has now',
  ],
  STARS_CONTROL_KEY: [
    'libs/stores/event-bus/src/control-keys.test.ts',
    'are of the first key, and all keys of the file of now are known',
  ],
  STARS_ELASTICSEARCH_API_KEY: LOGIN,
  STARS_ELASTICSEARCH_PASSWORD: LOGIN,
  STARS_ELASTICSEARCH_URL: LOGIN,
  STARS_KAFKA_OAUTH_URL: [
    'libs/stores/event-bus/src/kafka/oauth-token.test.ts',
    'are asked for where the file says now',
  ],
  STARS_KAFKA_PASSWORD: [KAFKA, 'logs in with the password that its file has now'],
  STARS_KEYS_FILE: [
    'services/gateway/src/rights.integration.test.ts',
    'counts as soon as it is in the file, and no more once it is revoked',
  ],
  STARS_OPENAI_API_KEY: ROTATION,
  STARS_QDRANT_API_KEY: ROTATION,
  STARS_REDIS_URL: [
    'libs/stores/profile-store/src/redis/redis-faults.integration.test.ts',
    'gets another password: the next connection has what the file has now',
  ],
  STARS_STORE_CA_FILE: [
    'libs/foundation/platform/src/trust-authorities.test.ts',
    'trusts the authorities that the file has now, until it ends',
  ],
  STARS_STORE_CERT_FILE: CERTIFICATE,
  STARS_STORE_KEY_FILE: CERTIFICATE,
  STARS_TLS_CERT_FILE: SERVER,
  STARS_TLS_CLIENT_CA_FILE: [TLS, 'changes to other authorities of client certificates'],
  STARS_TLS_KEY_FILE: SERVER,
};

it('each setting that can be changed while running has a test that changes it', () => {
  const live = Object.keys(ALL_SETTINGS).filter((name) => liveWhen(ALL_SETTINGS[name]) !== undefined);
  expect(live.sort()).toEqual(Object.keys(TESTED));
  for (const [name, [file, title]] of Object.entries(TESTED)) {
    const source = readFileSync(join(WORKSPACE, file), 'utf8');
    expect(source.includes(`it('${title}'`) || source.includes(`)('${title}'`), `${name}: ${file}`).toBe(true);
  }
  const rotated = readFileSync(join(WORKSPACE, ROTATION[0]), 'utf8');
  for (const [name, tested] of Object.entries(TESTED)) {
    if (tested === ROTATION) expect(rotated).toContain(`'${name}'`);
  }
});
