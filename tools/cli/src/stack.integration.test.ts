import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type ServerStatus } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './testing/cli-process.js';

let data: string;
let ports: string[];

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'stars-stack-'));
  const [kafka, redis, elasticsearch] = [await freePort(), await freePort(), await freePort()];
  ports = ['--kafka-port', `${kafka}`, '--redis-port', `${redis}`, '--elasticsearch-port', `${elasticsearch}`];
});
afterAll(async () => {
  await runCli(['stack', 'down', '--data', data]);
  rmSync(data, { recursive: true, force: true });
});

async function stack(...words: string[]): Promise<{ status: number | null; servers: ServerStatus[] }> {
  // The machine may have a Qdrant; these tests do not depend on it.
  const { status, stdout } = await runCli(['stack', ...words, '--data', data, '--json'], {
    ...process.env,
    QDRANT_URL: '',
  });
  return { status, servers: JSON.parse(stdout) as ServerStatus[] };
}

const statesOf = (servers: readonly ServerStatus[]) => servers.map(({ name, state }) => `${name} ${state}`);
const UP = ['kafka up', 'redis up', 'elasticsearch up', 'qdrant absent'];

describe('./stars stack', () => {
  it('has no running server at first, and says so', async () => {
    const { status, servers } = await stack('status');
    expect(statesOf(servers)).toEqual(['kafka absent', 'redis absent', 'elasticsearch absent', 'qdrant absent']);
    expect(status).toBe(4);
  });

  it('starts the servers, which outlive the command and answer by name', async () => {
    const up = await stack('up', '--provider', 'native', ...ports);
    expect(statesOf(up.servers)).toEqual(UP);
    expect(up.status).toBe(0);
    const { status, servers } = await stack('status');
    expect(statesOf(servers)).toEqual(UP);
    expect(status).toBe(0);
  });

  it('notices a server that is gone, and `up` starts only that one again', async () => {
    const before = (await stack('status')).servers;
    process.kill(before.find(({ name }) => name === 'redis')!.pid!, 'SIGKILL');
    const gone = await stack('status');
    expect(statesOf(gone.servers)).toEqual(['kafka up', 'redis down', 'elasticsearch up', 'qdrant absent']);
    expect(gone.status).toBe(4);
    const after = (await stack('up', '--provider', 'native', ...ports)).servers;
    expect(statesOf(after)).toEqual(UP);
    const pidOf = (servers: readonly ServerStatus[], server: string) =>
      servers.find(({ name }) => name === server)!.pid;
    expect(pidOf(after, 'kafka')).toBe(pidOf(before, 'kafka'));
    expect(pidOf(after, 'redis')).not.toBe(pidOf(before, 'redis'));
  });

  it('prints what to export', async () => {
    const { stdout } = await runCli(['stack', 'up', '--provider', 'native', '--data', data, ...ports]);
    expect(stdout).toContain('export STARS_STACK=servers\n');
    expect(stdout).toContain(`export STARS_REDIS_URL=redis://127.0.0.1:${ports[3]}\n`);
  });

  it('stops them', async () => {
    const { stdout, status } = await runCli(['stack', 'down', '--data', data]);
    expect([stdout, status]).toEqual(['Stopped: kafka, redis, elasticsearch\n', 0]);
    for (const port of [ports[1], ports[3], ports[5]]) {
      await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    }
    expect((await stack('status')).status).toBe(4);
  });
});
