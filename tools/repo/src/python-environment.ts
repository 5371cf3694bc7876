import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StarsError } from '@stars/errors';

const run = promisify(execFile);

/**
 * The Python of a virtual environment with exactly the packages of a requirements file. It is made in `cacheDir` the
 * first time, under another name first, so that a second process finds it complete or makes its own.
 * Errors: `STARS_UNAVAILABLE` if Python, pip or a package is missing, with their output.
 */
export async function pythonEnvironment(
  cacheDir: string,
  requirements: string,
  options: { name: string; signal?: AbortSignal },
): Promise<string> {
  const { name, signal } = options;
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const link = join(cacheDir, 'python', `${name}-${digest}`);
  const python = join(link, 'bin', 'python');
  if (existsSync(python)) return python;
  const folder = `${link}.${process.pid}`;
  mkdirSync(join(cacheDir, 'python'), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder], { signal });
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--only-binary=:all:', '-r', requirements];
    await run(join(folder, 'bin', 'python'), pip, { signal, maxBuffer: 1 << 26 });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    signal?.throwIfAborted();
    const said = `${(error as { stderr?: string }).stderr ?? ''}`.trim() || (error as Error).message;
    throw new StarsError('STARS_UNAVAILABLE', `the Python packages of ${requirements} cannot be installed: ${said}`, {
      cause: error,
    });
  }
  symlinkSync(folder, `${folder}.link`);
  renameSync(`${folder}.link`, link);
  return python;
}
