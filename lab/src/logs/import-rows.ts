import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, type DataFolder, importRowFiles, type RowFiles } from '@stars/cli';
import { fetchPackage, type PublicPackage, runPython } from '@stars/datasets';
import { StarsError } from '@stars/errors';
import type { Work } from './log.js';

/** Imports the files that `write` makes in a folder of their own, which is removed. Errors: `STARS_UNREADABLE_FILE` for rejected rows. */
export async function importRows(
  folder: DataFolder,
  { progress, signal }: Work,
  write: (scratch: string) => Promise<RowFiles>,
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'stars-log-'));
  try {
    const { refused, files } = await importRowFiles(folder, await write(scratch), progress, signal);
    progress.finish();
    const bad = files.find(({ rejected }) => rejected > 0);
    if (refused !== undefined) throw new StarsError('STARS_UNREADABLE_FILE', refused);
    if (bad) throw new StarsError('STARS_UNREADABLE_FILE', `${bad.rejected} ${bad.kind} of the log were rejected`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Downloads a package, once for this user, and unpacks it into the folder. Errors: of `fetchPackage`. */
export async function unpackPackage(source: PublicPackage, folder: string, { signal }: Work): Promise<void> {
  const path = await fetchPackage(source, join(cacheFolder(), 'lab'), { signal });
  await unpack(path, folder, signal);
}

/** Unpacks a `.zip`, a wheel or a `.tar.gz`. */
export function unpack(path: string, folder: string, signal: AbortSignal): Promise<void> {
  const tool = path.endsWith('.tar.gz') ? 'tarfile' : 'zipfile';
  return runPython(['-m', tool, '-e', path, folder], `unpack ${path}`, signal);
}
