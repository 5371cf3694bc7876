import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type RunningServer, startKafka } from '@stars/servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServiceName, ServiceProcess } from './testing/service-process.js';

let data: string;
let services: ServiceProcess[] = [];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'stars-service-'));
});
afterEach(() => {
  for (const { child } of services) child.kill('SIGKILL');
  services = [];
  rmSync(data, { recursive: true, force: true });
});

function start(name: ServiceName, env: NodeJS.ProcessEnv = {}): ServiceProcess {
  const service = ServiceProcess.start(name, { STARS_DATA: data, STARS_TEXT_THREADS: '1', ...env });
  services.push(service);
  return service;
}

describe('a service as a process', () => {
  it.each(['catalog', 'tagger', 'embedder'] as const)(
    '%s starts on the embedded stack and ends cleanly',
    async (name) => {
      const service = start(name);
      await service.says('running');
      const { status, body } = await service.readiness();
      expect({ status, body }).toMatchObject({ status: 200, body: { checks: { 'event-bus': { ok: true } } } });
      expect(await service.stop()).toBe(0);
      await service.says('shut down');
    },
  );

  it('the archiver archives, and a second life goes on; without a place it ends with the reason', async () => {
    const none = start('archiver');
    expect((await none.says('STARS_ARCHIVE names no place'))['level']).toBe('fatal');
    const STARS_ARCHIVE = join(data, 'archive');
    for (let life = 0; life < 2; life++) {
      const service = start('archiver', { STARS_ARCHIVE });
      await service.says('running');
      await expect.poll(() => existsSync(join(STARS_ARCHIVE, '_key-check'))).toBe(true);
      expect(await service.stop()).toBe(0);
    }
  });

  it('the gateway reports its readiness on its own HTTP server', async () => {
    const service = start('gateway');
    const { httpPort } = await service.says('serving');
    await service.says('running');
    const ready = await fetch(`http://127.0.0.1:${httpPort}/readyz`);
    const { checks, degraded } = (await ready.json()) as { checks: object; degraded: string[] };
    const stores = ['event-bus', 'item-catalog', 'model', 'profile-store', 'started', 'vector-index'];
    const names = ['announced-model', 'answers', ...stores];
    expect([ready.status, Object.keys(checks).sort(), degraded]).toEqual([200, names, ['model']]);
    expect(await service.stop()).toBe(0);
  });

  it('waits for a server that is away, and is not ready meanwhile', { tags: ['long'] }, async () => {
    const port = await freePort();
    const servers = {
      STARS_STACK: 'servers',
      STARS_KAFKA_BROKERS: `127.0.0.1:${port}`,
      STARS_REDIS_URL: 'redis://127.0.0.1:1',
      STARS_ELASTICSEARCH_URL: 'http://127.0.0.1:1',
      STARS_VECTOR_INDEX: 'embedded',
    };
    // The only service that needs nothing but the bus.
    const service = start('trainer', { ...servers, STARS_TRAIN_EVERY_HOURS: '24' });
    await service.says('cannot start yet');
    expect(await service.readiness()).toMatchObject({ status: 503, body: { checks: { started: { ok: false } } } });
    let kafka: RunningServer | undefined;
    try {
      kafka = await startKafka({ port });
      await service.says('running');
      expect((await service.readiness()).status).toBe(200);
      expect(await service.stop()).toBe(0);
    } finally {
      await kafka?.stop();
    }
  });

  it('stops on request while it waits', { tags: ['long'] }, async () => {
    const service = start('tagger', {
      STARS_STACK: 'servers',
      STARS_KAFKA_BROKERS: '127.0.0.1:1',
      STARS_REDIS_URL: 'redis://127.0.0.1:1',
      STARS_ELASTICSEARCH_URL: 'http://127.0.0.1:1',
      STARS_VECTOR_INDEX: 'embedded',
    });
    await service.says('health and metrics');
    expect(await service.stop()).toBe(0);
  });

  it('says in one line which variables are missing, and exits with 1', async () => {
    const service = start('catalog', { STARS_STACK: 'servers', STARS_REDIS_URL: 'redis://127.0.0.1:1' });
    expect(await service.ends()).toBe(1);
    expect(service.output).toContain('"field":"STARS_KAFKA_BROKERS, STARS_ELASTICSEARCH_URL, STARS_QDRANT_URL"');
  });
});

describe('the trainer as a process', () => {
  it('fails if its only training is not possible', async () => {
    const trainer = start('trainer');
    expect(await trainer.ends()).toBe(1);
    expect(trainer.output).toContain('STARS_NOT_ENOUGH_DATA');
  });

  it('waits for the next time if it trains repeatedly, and ends cleanly', async () => {
    const trainer = start('trainer', { STARS_TRAIN_EVERY_HOURS: '24' });
    await trainer.says('no training this time');
    expect((await trainer.readiness()).status).toBe(200);
    expect(await trainer.stop()).toBe(0);
  });

  it('does not train while another one trains on the same folder', async () => {
    const first = start('trainer', { STARS_TRAIN_EVERY_HOURS: '24' });
    await first.says('running');
    const second = start('trainer', { STARS_TRAIN_EVERY_HOURS: '24' });
    await second.says('cannot start yet');
    expect(second.output).toContain('another process is at work (train)');
    expect([await first.stop(), (await second.says('running')).msg]).toEqual([0, 'running']);
    expect(await second.stop()).toBe(0);
  });

  it('refuses a recipe that cannot be used', async () => {
    const path = join(data, 'recipe.json');
    writeFileSync(path, '{"epochs": "many"}');
    const trainer = start('trainer', { STARS_TRAIN_RECIPE: path });
    expect(await trainer.ends()).toBe(1);
    expect(trainer.output).toContain('STARS_TRAIN_RECIPE');
  });
});
