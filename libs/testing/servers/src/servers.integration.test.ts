import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startRedis } from './index.js';

const NATIVE = ['STARS_TEST_KAFKA', 'STARS_TEST_REDIS', 'STARS_TEST_ELASTICSEARCH'] as const;

/** One Redis command on a connection of its own; `undefined` where nothing came back in time. */
function ask(port: number, command: string, limitMs = 3000): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    const end = (answer: string | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(limitMs, () => end(undefined));
    socket.on('error', reject);
    socket.on('data', (data) => end(data.toString().trim()));
  });
}

describe('the servers that tests share', () => {
  it.each(NATIVE)('%s names one that listens', async (variable) => {
    const address = process.env[variable];
    expect(address).toBeDefined();
    const { hostname, port } = new URL(address!.includes('://') ? address! : `tcp://${address}`);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.destroy();
        resolve();
      });
      socket.on('error', reject);
    });
  });

  it('STARS_TEST_ELASTICSEARCH answers its client’s first question', async () => {
    const answer = await (await fetch(process.env['STARS_TEST_ELASTICSEARCH']!)).json();
    expect(answer).toMatchObject({ version: { number: expect.stringMatching(/^\d+\.\d+\.\d+$/) } });
  });
});

describe('a server of a test’s own', () => {
  let redis: RunningServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('keeps port and data over a restart', async () => {
    expect(await ask(redis.port, 'SET colour green')).toBe('+OK');
    const { pid, url } = redis;
    await redis.restart();
    expect(redis.pid).not.toBe(pid);
    expect(redis.url).toBe(url);
    expect(await ask(redis.port, 'GET colour')).toContain('green');
  });

  it('says nothing while paused, and goes on after', async () => {
    await redis.pause();
    expect(await ask(redis.port, 'PING', 500)).toBeUndefined();
    redis.resume();
    expect(await ask(redis.port, 'PING')).toBe('+PONG');
  });

  it('refuses connections once killed, and comes back', async () => {
    await ask(redis.port, 'SET shape round');
    await sleep(1500);
    await redis.kill();
    await expect(ask(redis.port, 'PING')).rejects.toThrow('ECONNREFUSED');
    await redis.restart();
    expect(await ask(redis.port, 'GET shape')).toContain('round');
  });

  it('leaves nothing behind', async () => {
    const other = await startRedis();
    const { folder, port } = other;
    expect(existsSync(folder)).toBe(true);
    await other.stop();
    expect(existsSync(folder)).toBe(false);
    await expect(ask(port, 'PING')).rejects.toThrow('ECONNREFUSED');
  });

  it('ends with the process that started it, however that ends', async () => {
    const index = JSON.stringify(new URL('../dist/index.js', import.meta.url).href);
    const script = `
      const { startRedis } = await import(${index});
      console.log((await startRedis()).port);
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
    const port = Number(printed.toString());
    expect(await ask(port, 'PING')).toBe('+PONG');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await expect.poll(() => ask(port, 'PING').catch((error: Error) => error.message)).toContain('ECONNREFUSED');
  });

  it('says why it does not start', async () => {
    await expect(startRedis({ args: ['--no-such-setting', 'yes'] })).rejects.toMatchObject({
      code: 'STARS_UNAVAILABLE',
      message: expect.stringContaining('no-such-setting'),
    });
  });
});
