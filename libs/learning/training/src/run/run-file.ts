import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { mindingSpace, writeDurably } from '@stars/inference';
import type { BackendInfo } from '../backend/backend.js';

/** Writes a JSON file of a run by a rename; default `run.json`, the run's inputs. Errors: `STARS_DISK_FULL`. */
export async function writeRunFile(folder: string, content: object, name = 'run.json'): Promise<void> {
  const path = join(folder, name);
  await mindingSpace(path, async () => {
    await mkdir(folder, { recursive: true });
    await writeDurably(`${path}.part`, [Buffer.from(`${JSON.stringify(content, null, 2)}\n`)]);
    await rename(`${path}.part`, path);
  });
}

/** What a run notes of itself when it begins; what is unknown is absent. */
export interface RunFile {
  /** Why it has its recipe. */
  why?: string;
  /** ms */
  began?: number;
  backend?: BackendInfo;
}

export async function readRunFile(folder: string): Promise<RunFile> {
  try {
    return JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as RunFile;
  } catch {
    // The run's folder may be removed at any time: its model does not need it.
    return {};
  }
}
