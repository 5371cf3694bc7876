import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './testing/cli-process.js';
import { ServiceProcess } from './testing/service-process.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const path = join(folder, 'stars.yaml');
  writeFileSync(path, text);
  return path;
}

describe('a service with a file of settings', () => {
  it('names all that is wrong in file and environment at once, and ends', async () => {
    const STARS_CONFIG = fileOf(
      'STARS_STACK: servers\nSTARS_KAFKA_BROKER: hunter2:9092\nSTARS_DRAIN_SECONDS: hunter2\nlog: hunter2\n' +
        'STARS_REDIS_URL: redis://me:hunter2@127.0.0.1:1\n',
    );
    const catalog = ServiceProcess.start('catalog', { STARS_CONFIG, STARS_LOGLEVEL: 'hunter2', STARS_DATA: folder });
    expect(await catalog.ends()).toBe(1);
    const lines = catalog.output.split('\n').filter((line) => line.startsWith('{'));
    expect(lines).toHaveLength(1);
    const { err } = JSON.parse(lines[0]!) as { err: { code: string; field: string; message: string } };
    expect(err.code).toBe('STARS_CONFIG_INVALID');
    expect(err.field.split(', ').sort()).toEqual([
      'STARS_DRAIN_SECONDS',
      'STARS_ELASTICSEARCH_URL',
      'STARS_KAFKA_BROKER',
      'STARS_KAFKA_BROKERS',
      'STARS_LOGLEVEL',
      'STARS_QDRANT_URL',
      'log',
    ]);
    expect(err.message).toContain('STARS_KAFKA_BROKER: is no setting (line 2 of the file); did you mean');
    expect(err.message).toContain('STARS_LOGLEVEL: is not known; did you mean STARS_LOG_LEVEL?');
    expect(catalog.output).not.toContain('hunter2');
  });

  it('takes it, with settings of other services, beside Services of Kubernetes', async () => {
    const STARS_CONFIG = fileOf(`STARS_DATA: ${folder}/data\nSTARS_TAGGER_BATCH: 7\nSTARS_LOG_LEVEL: debug\n`);
    const links = { STARS_PORT: 'tcp://10.0.0.1:80', STARS_SERVICE_HOST: '10.0.0.1' };
    const catalog = ServiceProcess.start('catalog', {
      ...{ STARS_CONFIG, STARS_LOG_LEVEL: 'info' },
      ...{ ...links, STARS_CATALOG_PORT: 'tcp://10.0.0.2:81', STARS_HOST: '127.0.0.1' },
    });
    // The default port, since nothing says another one: another process may have it.
    const { config } = (await catalog.says('starting')) as { config?: object };
    expect(config).toMatchObject({
      STARS_CONFIG,
      STARS_DATA: `${folder}/data`,
      STARS_LOG_LEVEL: 'info',
      STARS_CATALOG_PORT: 8081,
    });
    await catalog.stop();
  });
});

describe('./stars with a file of settings', () => {
  it('uses it', async () => {
    const STARS_CONFIG = fileOf(`STARS_DATA: ${folder}/none\n`);
    const { status, stderr } = await runCli(['models', 'list'], { ...process.env, STARS_CONFIG });
    expect(status).not.toBe(0);
    expect(stderr).toContain(`${folder}/none`);
  });

  it('names all that is wrong for the whole server at once', async () => {
    const STARS_CONFIG = fileOf(
      'STARS_CALLER_LIMIT: -1\nSTARS_GATE_RECALL: none\nSTARS_JWT_JWKS_URL: https://id.example/jwks\n' +
        'STARS_TEXT_TAGGER: openai\nSTARS_EDGE_MODEL: a-model\nSTARS_TLS_CLIENT_CA_FILE: /none\n',
    );
    const known = { ...process.env, STARS_CONFIG, STARS_EVENTS_BEHIND_YEARS: '0', STARS_STACK: 'servers' };
    const { status, stderr } = await runCli(['up', '--data', folder], known);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error STARS_CONFIG_INVALID: /);
    const wrong = ['CALLER_LIMIT', 'GATE_RECALL', 'EVENTS_BEHIND_YEARS'];
    const missing = ['KAFKA_BROKERS', 'JWT_ISSUER', 'TLS_KEY_FILE', 'OPENAI_BASE_URL', 'OPENAI_TAGGING_MODEL'];
    for (const name of [...wrong, ...missing]) expect(stderr).toContain(`STARS_${name}: `);
    const unknown = await runCli(['up', '--data', folder], { ...process.env, STARS_KAFKA_BROKER: 'x' });
    expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('did you mean STARS_KAFKA_BROKERS?') });
  });
});
