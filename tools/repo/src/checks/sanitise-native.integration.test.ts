import { spawnSync } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { expect, it } from 'vitest';
import { runCommand } from '../run-command.js';

// The compiler answers with a path if it has the library. CI must have it.
const { stdout } = spawnSync('g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' });
const hasSanitisers = isAbsolute(stdout?.trim() ?? '');

it.skipIf(!hasSanitisers && !process.env['CI'])('native code has no fault of memory in its tests', async () => {
  // The report on servers is of this run, not of that within it.
  const env = { ...process.env, STARS_SERVERS_REPORT: undefined };
  const { status, output } = await runCommand('bash', ['tools/repo/scripts/sanitise-native.sh'], {
    cwd: WORKSPACE,
    env,
  });
  expect(output).toMatch(/Tests .*\d+ passed/);
  expect(status, output).toBe(0);
});
