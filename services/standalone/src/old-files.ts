import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, repeat } from '@stars/platform';

/** Rows that an import refused, with ids of users: only somebody needs them who works with them now. */
const REJECTS = /^rejects-.*\.jsonl$/;
const LOOK_MS = 3_600_000;

/** Deletes such files `keepMs` after their last change, ms, for as long as the process runs. Returns what ends it. */
export function deleteOldFiles(dataDir: string, keepMs: number, logger: Logger): () => Promise<void> {
  const look = async (): Promise<void> => {
    const folder = join(dataDir, 'imports');
    const files = await readdir(folder).catch(() => []);
    for (const path of files.filter((file) => REJECTS.test(file)).map((file) => join(folder, file))) {
      try {
        if (Date.now() - (await stat(path)).mtimeMs >= keepMs) await rm(path, { force: true });
      } catch (err) {
        logger.warn({ err, path }, 'an old file with ids of users cannot be deleted');
      }
    }
  };
  return repeat(Math.min(LOOK_MS, keepMs), look);
}
