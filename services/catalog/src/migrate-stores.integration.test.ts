import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { COMPACTED_TOPICS, TOPICS } from '@stars/contracts';
import { openKafkaEventBus } from '@stars/event-bus';
import { openElasticsearchItemCatalog } from '@stars/item-catalog';
import { openRedisProfileStore } from '@stars/profile-store';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const kafka = process.env['STARS_TEST_KAFKA'];
const redis = process.env['STARS_TEST_REDIS'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];
const PROGRAM = fileURLToPath(new URL('../dist/migrate-stores.js', import.meta.url));

describe.skipIf(!kafka || !redis || !elasticsearch)('migrate-stores on real servers', () => {
  const data = mkdtempSync(join(tmpdir(), 'stars-migrate-'));
  let prefix: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(() => {
    prefix = `test-${randomUUID().slice(0, 8)}`;
    env = {
      ...process.env,
      ...{ STARS_STACK: 'servers', STARS_DATA: data, STARS_PREFIX: prefix, STARS_VECTOR_INDEX: 'embedded' },
      ...{ STARS_KAFKA_BROKERS: kafka, STARS_REDIS_URL: redis, STARS_ELASTICSEARCH_URL: elasticsearch },
    };
  });
  afterAll(() => rmSync(data, { recursive: true }));

  const migrate = (settings: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)(process.execPath, [PROGRAM], { env: { ...env, ...settings } });

  /** An index as a version made it that knew these fields. */
  async function makeIndex(properties: Record<string, object>): Promise<void> {
    const body = { mappings: { dynamic: 'strict', properties }, aliases: { [`${prefix}-items`]: {} } };
    const headers = { 'content-type': 'application/json' };
    const made = await fetch(`${elasticsearch}/${prefix}-items-v1`, {
      ...{ method: 'PUT', headers },
      body: JSON.stringify(body),
    });
    expect(made.status).toBe(200);
  }
  async function fieldsOf(index: string): Promise<Record<string, object>> {
    const answer = (await (await fetch(`${elasticsearch}/${prefix}-${index}/_mapping`)).json()) as {
      [name: string]: { mappings: { properties: Record<string, object> } };
    };
    return answer[`${prefix}-${index}`]!.mappings.properties;
  }

  it('adds what is missing to stores of before, and changes nothing the next time', async () => {
    const before = { tenant: { type: 'keyword', doc_values: false }, item_id: { type: 'keyword' } };
    await makeIndex(before);
    const profiles = await openRedisProfileStore({ url: redis!, prefix });
    await profiles.putFeatures('default', [{ userId: 'u', version: 1, features: { age: '35' } }]);
    const bus = await openKafkaEventBus({ brokers: [kafka!], prefix, partitions: 2 });
    await bus.publish(TOPICS.interactions, []);

    await migrate({ STARS_KAFKA_PARTITIONS: '3' });
    const fields = await fieldsOf('items-v1');
    expect(fields).toMatchObject(before);
    await migrate({ STARS_KAFKA_PARTITIONS: '5' });
    expect(await fieldsOf('items-v1')).toEqual(fields);

    const catalog = await openElasticsearchItemCatalog({ url: elasticsearch!, prefix });
    const item = {
      tenantId: 'default',
      itemId: 'i',
      version: 1,
      title: 'a',
      description: '',
      brand: 'b',
      category: [],
    };
    expect(await catalog.upsert([{ ...item, attributes: undefined, regions: {}, price: 1 }])).toEqual(['stored']);
    expect((await profiles.get('default', ['u']))[0]!.features).toEqual({ age: '35' });
    const wanted = [...new Set([...Object.values(TOPICS), ...COMPACTED_TOPICS])];
    expect((await bus.topicsWithAside(wanted)).sort()).toEqual(wanted.sort());
    expect((await bus.endOffsets(TOPICS.interactions)).size).toBe(2);
    expect((await bus.endOffsets(TOPICS.impressions)).size).toBe(3);
    await Promise.all([bus.close(), profiles.close(), catalog.close()]);
  });

  it('ends with the reason, and makes no topic, if a store needs a rebuild', async () => {
    await makeIndex({ title: { type: 'keyword' } });
    const refused = { code: 1, stderr: expect.stringMatching(/STARS_CONFIG_INVALID.*\.\/stars rebuild/) };
    await expect(migrate()).rejects.toMatchObject(refused);
    const bus = await openKafkaEventBus({ brokers: [kafka!], prefix });
    expect(await bus.topicsWithAside([TOPICS.interactions])).toEqual([]);
    await bus.close();
  });
});
