import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, WORKSPACE } from '@stars/cli/command-line';
import { ServerProcess } from '@stars/cli/testing';
import { freePort } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../run-command.js';
import { callsOut, watched, watchedCalls, whyUnwatched, writtenPaths } from './testing/watched-command.js';

const root = mkdtempSync(join(tmpdir(), 'stars-watched-'));
const newFolder = (name: string): string => {
  mkdirSync(join(root, name));
  return join(root, name);
};
const [data, home, temporary] = [newFolder('data'), newFolder('home'), newFolder('tmp')];
const [calls, controlCalls] = [newFolder('calls'), newFolder('control')];
// Nothing else of this environment: telemetry is silent where CI or ORT_RUNNING_UNIT_TESTS is set.
const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary, STARS_CACHE: cacheFolder() };
/** What docs name: the data folder, what set-up keeps in the clone, and the set-up cache. Devices are no files. */
const MAY_WRITE = [data, join(WORKSPACE, '.tools'), cacheFolder(), '/dev', '/proc'];

/** What a command left elsewhere: temporary files that it removed do not count. */
const leftElsewhere = (lines: readonly string[]): string[] =>
  writtenPaths(lines).filter((path) => !MAY_WRITE.some((folder) => path.startsWith(`${folder}/`)) && existsSync(path));

async function run(command: string, into = calls): Promise<void> {
  const { status, output } = await runCommand('bash', ['-c', watched(command, into)], { cwd: WORKSPACE, env });
  expect(status, output).toBe(0);
}

afterAll(() => rmSync(root, { recursive: true, force: true }));

const missing = await whyUnwatched();
if (missing) {
  const required = (process.env['STARS_REQUIRE_SERVERS'] ?? '').split(',').includes('strace');
  if (required) throw new Error(`strace is required for this run: ${missing}`);
  console.warn(`! SKIPPED: without strace, nobody sees what leaves this machine: ${missing}`);
}

describe.skipIf(missing)('import, tags, training, server, console, lists and evaluation', () => {
  const policies: string[] = [];

  beforeAll(async () => {
    const shop = ['items', 'events', 'users', 'context'].map((kind) => `--${kind} examples/shop/${kind}.jsonl`);
    await run(`./stars import ${shop.join(' ')} --data ${data}`);
    await run(`./stars train --size tiny --data ${data}`);
    const [grpc, http] = [await freePort(), await freePort()];
    const up = `./stars up --data ${data} --grpc-port ${grpc} --http-port ${http}`;
    const options = { cwd: WORKSPACE, env, ready: /^Serving: /m, timeoutMs: 120_000 };
    const server = await ServerProcess.start(watched(up, calls), options);
    await run(`./stars recommend --user user-0001 --address 127.0.0.1:${grpc}`);
    await run(`./stars mcp --url http://127.0.0.1:${http}/mcp < examples/agent/list-tools.json`);
    for (const page of ['', 'docs']) {
      const response = await fetch(`http://127.0.0.1:${http}/${page}`);
      expect(response.status).toBe(200);
      policies.push(response.headers.get('content-security-policy') ?? '');
    }
    expect(await server.interrupt()).toBe(0);
    await run(`./stars evaluate --protocol time --size tiny --data ${data}`);
  });

  it('would be seen to look up a name and to leave a file', async () => {
    const lookUp = `const names = new (require('dns').Resolver)({ timeout: 100, tries: 1 }); names.setServers(['127.0.0.1']);
      names.resolve4('stars.example', () => require('fs').writeFileSync('${root}/left', ''))`;
    await run(`node -e "${lookUp}"`, controlCalls);
    const lines = watchedCalls(controlCalls);
    expect(callsOut(lines).join('\n')).toContain('htons(53)');
    expect(leftElsewhere(lines)).toEqual([join(root, 'left')]);
  });

  it('reach nothing but this machine, and look up no name', () => {
    const lines = watchedCalls(calls);
    expect(lines.join('\n')).toMatch(/^connect\(.*127\.0\.0\.1/m);
    expect(callsOut(lines)).toEqual([]);
  });

  it('leave no file but in the data folder, the tools and the cache', () => {
    const lines = watchedCalls(calls);
    expect(writtenPaths(lines).join('\n')).toContain(`${data}/`);
    expect(leftElsewhere(lines)).toEqual([]);
  });

  it('let a browser load and send nothing elsewhere', () => {
    for (const policy of policies) {
      expect(policy).toMatch(/^default-src 'none'/);
      // Pictures of items stand where the shop's catalogue says.
      expect(policy.replace(/img-src 'self' data: https:;/, '')).not.toMatch(/\*|\w\.\w|https?:/);
    }
    expect(policies).toHaveLength(2);
  });
});
