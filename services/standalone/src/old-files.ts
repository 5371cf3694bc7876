import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, repeat } from '@stars/platform';

/** By folder of the data folder, files with ids of users that only somebody needs who works with them now. */
const WITH_IDS: Readonly<Record<string, RegExp>> = {
  // Rows that an import refused.
  imports: /^rejects-.*\.jsonl$/,
  // Where a stopped refresh goes on.
  '.': /^refresh-.*\.json$/,
};
const LOOK_MS = 3_600_000;

/** Deletes such files `keepMs` after their last change, ms, for as long as the process runs. Returns what ends it. */
export function deleteOldFiles(dataDir: string, keepMs: number, logger: Logger): () => Promise<void> {
  const look = async (): Promise<void> => {
    for (const [folder, name] of Object.entries(WITH_IDS)) {
      const files = await readdir(join(dataDir, folder)).catch(() => []);
      for (const path of files.filter((file) => name.test(file)).map((file) => join(dataDir, folder, file))) {
        try {
          if (Date.now() - (await stat(path)).mtimeMs >= keepMs) await rm(path, { force: true });
        } catch (err) {
          logger.warn({ err, path }, 'an old file with ids of users cannot be deleted');
        }
      }
    }
  };
  return repeat(Math.min(LOOK_MS, keepMs), look);
}
