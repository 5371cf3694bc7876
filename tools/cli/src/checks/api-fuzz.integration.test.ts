import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Access, accessEnvironment, createKey, openAccess, RIGHTS } from '@stars/access';
import { pythonEnvironment } from '@stars/baselines';
import { createLogger, parseConfig } from '@stars/platform';
import { newTestGateway, seedExamples } from '@stars/service-gateway/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { WORKSPACE } from '../workspace.js';

const run = promisify(execFile);
const FOLDER = join(WORKSPACE, 'tools/schemathesis');

test('every operation answers as the OpenAPI document says, to right and to wrong requests', async () => {
  const cache = process.env['STARS_CACHE'] ?? join(homedir(), '.cache/stars');
  const python = await pythonEnvironment(cache, join(FOLDER, 'requirements.txt'), { name: 'schemathesis' });
  // A schema cannot say how far a time is from the clock: most calls that fit it would be refused.
  const eventTimes = { aheadMs: Number.MAX_VALUE, behindMs: Number.MAX_VALUE };
  // What it keeps goes into its working folder.
  const cwd = mkdtempSync(join(tmpdir(), 'stars-fuzz-'));
  const { access, authorization } = keyedAccess(cwd);
  const gateway = await newTestGateway({ access, deps: () => ({ eventTimes }) });
  await seedExamples(gateway.deps);
  try {
    const header = `authorization: ${authorization}`;
    const config = join(FOLDER, 'schemathesis.toml');
    const parameters = ['-m', 'schemathesis.cli', '--config-file', config, 'run', '--header', header];
    const env = { ...process.env, PYTHONPATH: FOLDER, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' };
    const url = `http://127.0.0.1:${gateway.httpPort}/openapi.json`;
    const { stdout } = await run(python, [...parameters, url], { cwd, env, maxBuffer: 1 << 26 }).catch((error) => {
      // Its report names each request, to be sent again by curl.
      throw new Error(`the fuzz found something:\n${error.stdout}\n${error.stderr}`);
    });
    console.log(stdout.slice(stdout.indexOf('SUMMARY')));
    expect(stdout).toMatch(/Tested: +(\d+)\n/);
    const [selected, tested] = ['Selected', 'Tested'].map((name) => new RegExp(`${name}: +(\\d+)`).exec(stdout)?.[1]);
    expect(Number(tested)).toBe(Number(selected));
  } finally {
    rmSync(cwd, { recursive: true });
    await gateway.close();
  }
});

/** Its caller has one key for everything: without it, each call must be refused. */
function keyedAccess(folder: string): { access: Access; authorization: string } {
  const path = join(folder, 'keys.json');
  const now = Date.now();
  const given = { name: 'fuzz', rights: RIGHTS, tenants: ['default'], expires: now + 3_600_000 };
  const { token } = createKey(path, given, now);
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: path });
  const logger = createLogger('fuzz', { level: 'silent' });
  return {
    access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }),
    authorization: `Bearer ${token}`,
  };
}
