import { describeConfig, parseConfig } from '@stars/platform';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stackConfigOf } from './stack-config.js';
import { stackEnvironment } from './stack-environment.js';

const schema = z.object(stackEnvironment);
const configOf = (env: Record<string, string>) => stackConfigOf(parseConfig(schema, env));

const SERVERS = {
  STARS_STACK: 'servers',
  STARS_KAFKA_BROKERS: 'a:9092, b:9092',
  STARS_REDIS_URL: 'redis://:hunter2@cache:6379',
  STARS_ELASTICSEARCH_URL: 'http://search:9200',
  STARS_QDRANT_URL: 'http://vectors:6333',
};

describe('the stack by environment', () => {
  it('is the embedded one by default', () => {
    expect(configOf({ STARS_DATA: '/data' })).toEqual({ kind: 'embedded', dataDir: '/data' });
  });

  it('is the four servers, under one prefix', () => {
    const config = configOf({ ...SERVERS, STARS_PREFIX: 'shop', STARS_KAFKA_RETENTION_DAYS: '2' });
    // As a log shows it.
    expect(JSON.parse(JSON.stringify(config))).toMatchObject({
      kind: 'servers',
      kafka: { prefix: 'shop', brokers: ['a:9092', 'b:9092'], retentionMs: 172_800_000 },
      redis: { prefix: 'shop', url: 'redis://cache:6379', ttlSeconds: 0 },
      elasticsearch: { prefix: 'shop', url: 'http://search:9200/' },
      vectors: { kind: 'qdrant', prefix: 'shop', url: 'http://vectors:6333/' },
    });
  });

  it.each(['.shop', 'a b', 'é', 'Shop', '{shop}', 'x'.repeat(101)])('refuses the prefix "%s"', (prefix) => {
    const refused = expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field: 'STARS_PREFIX' });
    expect(() => configOf({ ...SERVERS, STARS_PREFIX: prefix })).toThrow(refused);
  });

  it('keeps events for ever by default', () => {
    expect(configOf(SERVERS)).toMatchObject({ kafka: { retentionMs: -1, archivedRetentionMs: -1 } });
  });

  it('keeps what an archive has for 30 days, unless it is told to', () => {
    const archived = { ...SERVERS, STARS_ARCHIVE: 's3://bucket/archive' };
    expect(configOf(archived)).toMatchObject({ kafka: { retentionMs: -1, archivedRetentionMs: 30 * 86_400_000 } });
    const forEver = { ...archived, STARS_KAFKA_RETENTION_DAYS: '0' };
    expect(configOf(forEver)).toMatchObject({ kafka: { retentionMs: -1, archivedRetentionMs: -1 } });
  });

  it('keeps vectors in a file only if that is configured', () => {
    const { STARS_QDRANT_URL: _, ...others } = SERVERS;
    expect(() => configOf(others)).toThrow('STARS_QDRANT_URL: is needed with STARS_STACK=servers');
    expect(configOf({ ...others, STARS_VECTOR_INDEX: 'embedded' })).toMatchObject({ vectors: { kind: 'embedded' } });
  });

  it('names everything that is missing at once', () => {
    expect(() => configOf({ STARS_STACK: 'servers', STARS_KAFKA_SASL_MECHANISM: 'plain' })).toThrow(
      expect.objectContaining({
        code: 'STARS_CONFIG_INVALID',
        field:
          'STARS_KAFKA_BROKERS, STARS_REDIS_URL, STARS_ELASTICSEARCH_URL, STARS_QDRANT_URL, STARS_KAFKA_USERNAME, STARS_KAFKA_PASSWORD',
      }),
    );
  });

  it('shows no secret', () => {
    const described = describeConfig(parseConfig(schema, { ...SERVERS, STARS_KAFKA_PASSWORD: 'hunter2' }));
    expect(JSON.stringify(described)).not.toContain('hunter2');
    expect(described).toMatchObject({ STARS_KAFKA_BROKERS: SERVERS.STARS_KAFKA_BROKERS });
  });
});
