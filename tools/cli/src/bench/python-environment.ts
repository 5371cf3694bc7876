import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { cacheFolder } from '../complete-journey.js';
import type { Progress } from '../progress.js';
import { runCommand } from '../run-command.js';

/**
 * The Python of a virtual environment with exactly the pinned requirements, made once in this user's cache.
 * Errors: `STARS_UNAVAILABLE` (no Python, or a package that cannot be installed).
 */
export async function ensurePython(requirements: string, label: string, progress: Progress): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), 'python', digest);
  const [python, stamp] = [join(folder, 'bin/python'), join(folder, '.complete')];
  if (existsSync(stamp)) return python;
  progress.update({ label });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run('python3', ['-m', 'venv', folder], progress);
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '--requirement', requirements];
  await run(python, pip, progress);
  // Written last: a folder without it is incomplete.
  writeFileSync(stamp, '');
  progress.finish();
  return python;
}

async function run(program: string, parameters: string[], progress: Progress): Promise<void> {
  const { status, output } = await runCommand(program, parameters, { cwd: '/' });
  if (status === 0) return;
  progress.abandon();
  throw new StarsError('STARS_UNAVAILABLE', `${program} ${parameters.join(' ')} failed:\n${output.slice(-2000)}`);
}
