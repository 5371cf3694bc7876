import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Sources of what is built here: poms, Java classes, settings. */
export const NATIVE = fileURLToPath(new URL('../native/', import.meta.url));

function cacheFolder(): string {
  return join(process.env['STARS_CACHE'] || join(homedir(), '.cache', 'stars'), 'servers');
}

/** Folder NAME of the cache, if it is there. */
export function inCache(name: string): string | undefined {
  const folder = join(cacheFolder(), name);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Folder NAME of the cache, filled by `fill` where it is not there yet. It comes by a rename, so that being there
 * means being whole, whoever else fills it meanwhile.
 */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const known = inCache(name);
  if (known !== undefined) return known;
  const folder = join(cacheFolder(), name);
  const part = `${folder}.${process.pid}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  try {
    await fill(part);
    renameSync(part, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return folder;
}

/** A short digest of all files in a folder of `native/`, names included. */
export function nativeDigest(folder: string): string {
  const digest = createHash('sha256');
  for (const file of readdirSync(join(NATIVE, folder)).sort()) {
    const path = join(NATIVE, folder, file);
    if (statSync(path).isFile()) digest.update(`${file}\0`).update(readFileSync(path));
  }
  return digest.digest('hex').slice(0, 12);
}
