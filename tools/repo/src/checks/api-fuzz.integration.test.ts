import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WORKSPACE } from '@stars/cli/command-line';
import { newTestGateway, seedExamples } from '@stars/service-gateway/testing';
import { expect, test } from 'vitest';
import { pythonEnvironment } from '../python-environment.js';

const run = promisify(execFile);
const FOLDER = join(WORKSPACE, 'tools/repo/schemathesis');

// Whether the API takes what its document allows. Whether input that nobody allows does harm: fuzz.integration.test.ts of standalone.
test('every operation answers as the OpenAPI document says, to right and to wrong requests', async () => {
  const cache = process.env['STARS_CACHE'] ?? join(homedir(), '.cache/stars');
  const python = await pythonEnvironment(cache, join(FOLDER, 'requirements.txt'), { name: 'schemathesis' });
  // A schema cannot say how far a time is from the clock: most calls that fit it would be refused.
  const eventTimes = { aheadMs: Number.MAX_VALUE, behindMs: Number.MAX_VALUE };
  const gateway = await newTestGateway({ deps: () => ({ eventTimes }) });
  await seedExamples(gateway.deps);
  // What it keeps goes into its working folder.
  const cwd = mkdtempSync(join(tmpdir(), 'stars-fuzz-'));
  try {
    const parameters = ['-m', 'schemathesis.cli', '--config-file', join(FOLDER, 'schemathesis.toml'), 'run'];
    const env = { ...process.env, PYTHONPATH: FOLDER, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' };
    const url = `http://127.0.0.1:${gateway.httpPort}/openapi.json`;
    const more = process.env['STARS_TEST_ALL'] ? ['--max-examples', '50'] : [];
    const { stdout } = await run(python, [...parameters, ...more, url], { cwd, env, maxBuffer: 1 << 26 }).catch(
      (error) => {
        // Its report names each request, to be sent again by curl.
        throw new Error(`the fuzz found something:\n${error.stdout}\n${error.stderr}`);
      },
    );
    console.log(stdout.slice(stdout.indexOf('SUMMARY')));
    expect(stdout).toMatch(/Tested: +(\d+)\n/);
    const [selected, tested] = ['Selected', 'Tested'].map((name) => new RegExp(`${name}: +(\\d+)`).exec(stdout)?.[1]);
    expect(Number(tested)).toBe(Number(selected));
  } finally {
    rmSync(cwd, { recursive: true });
    await gateway.close();
  }
});
