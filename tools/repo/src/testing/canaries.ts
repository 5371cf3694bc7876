import { secretKind } from '@stars/platform';
import { ALL_SETTINGS } from '../reference/configuration-page.js';

const MARK = 'canary-of-';

const canaryOf = (name: string): string => `${MARK}${name.toLowerCase()}`;

/** Each secret setting of any process, with a value to look for. Addresses lead to servers of this machine. */
export function canaries(ports: { http: number; redis: number }): Record<string, string> {
  const secrets = Object.entries(ALL_SETTINGS).flatMap(([name, schema]) => {
    const kind = secretKind(schema);
    if (kind === undefined) return [];
    const [scheme, port] = name === 'STARS_REDIS_URL' ? ['redis', ports.redis] : ['http', ports.http];
    return [[name, kind === 'value' ? canaryOf(name) : `${scheme}://me:${canaryOf(name)}@127.0.0.1:${port}`]];
  });
  return Object.fromEntries(secrets);
}

/** Everything that lets these settings be used: the servers' stack, an archive and models in S3, an endpoint for texts. */
export const USERS_OF_SECRETS = {
  STARS_STACK: 'servers',
  STARS_LOG_LEVEL: 'trace',
  STARS_TEXT_THREADS: '1',
  // Nobody listens there.
  STARS_KAFKA_BROKERS: '127.0.0.1:1',
  STARS_KAFKA_SASL_MECHANISM: 'plain',
  STARS_KAFKA_USERNAME: 'me',
  STARS_ARCHIVE: 's3://bucket/archive',
  STARS_MODELS: 's3://bucket/models',
  STARS_TEXT_EMBEDDER: 'openai',
  STARS_OPENAI_EMBEDDING_MODEL: 'a-model',
  STARS_OPENAI_EMBEDDING_DIMENSIONS: '8',
  STARS_EDGE_MODEL: 'a-model',
  STARS_JWT_ISSUER: 'an-issuer',
  STARS_JWT_AUDIENCE: 'stars',
} as const;

/** The passages of a text that tell a canary, or the base64 of a login with one. */
export function toldIn(text: string): string[] {
  const encoded = Buffer.from(`me:${MARK}`).toString('base64').slice(0, -4);
  return [...text.matchAll(new RegExp(`.{0,100}(${MARK}|${encoded}).{0,40}`, 'g'))].map(([passage]) => passage);
}
