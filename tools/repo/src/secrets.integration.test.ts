import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli, ServiceProcess } from '@stars/cli/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaries, toldIn, USERS_OF_SECRETS } from './testing/canaries.js';
import { startTelltaleHttp, startTelltaleRedis, type TelltaleServer } from './testing/telltale-server.js';

const root = mkdtempSync(join(tmpdir(), 'stars-secrets-'));

let http: TelltaleServer;
let redis: TelltaleServer;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  [http, redis] = await Promise.all([startTelltaleHttp(401), startTelltaleRedis()]);
  env = { ...process.env, ...USERS_OF_SECRETS, ...canaries({ http: http.port, redis: redis.port }), STARS_DATA: root };
});
afterAll(async () => {
  await Promise.all([http.stop(), redis.stop()]);
  rmSync(root, { recursive: true, force: true });
});

describe('secrets', () => {
  it.concurrent.each(['archiver', 'catalog', 'tagger', 'embedder', 'trainer', 'gateway'] as const)(
    '%s tells none, whoever asks',
    async (name) => {
      const service = ServiceProcess.start(name, env);
      try {
        const { port, httpPort } = await service.says(name === 'gateway' ? 'listening' : 'health and metrics');
        await service.says('cannot start yet');
        const pages = ['readyz', 'healthz', 'metrics'].map(async (path) => {
          const answer = await fetch(`http://127.0.0.1:${port ?? httpPort}/${path}`);
          return answer.text();
        });
        const told = [...(await Promise.all(pages)), service.output];
        expect(service.output).toContain('"STARS_KAFKA_PASSWORD":"[secret]"');
        expect(toldIn(told.join('\n'))).toEqual([]);
      } finally {
        await service.stop();
      }
      expect(toldIn(service.output)).toEqual([]);
    },
  );

  it.concurrent.each([
    ['up', '--http-port', '0', '--grpc-port', '0'],
    ['archive', 'status'],
    ['dead-letters', 'list'],
  ])('./stars %s %s tells none', async (...verb) => {
    const { status, stdout, stderr } = await runCli([...verb, '--json', '--data', root], env);
    expect(status).not.toBe(0);
    expect(toldIn(stdout + stderr)).toEqual([]);
  });
});

it('no file of the data folder has one', () => {
  expect(existsSync(root)).toBe(true);
  const files = globSync('**/*', { cwd: root }).filter((path) => statSync(join(root, path)).isFile());
  const told = files.filter((path) => toldIn(readFileSync(join(root, path), 'latin1')).length > 0);
  expect(told).toEqual([]);
});
