import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { mindingSpace, writeDurably } from '@stars/inference';

/** Writes a JSON file of a run, `run.json` (what it was asked for) if no other is named, by a rename. Errors: `STARS_DISK_FULL`. */
export async function writeRunFile(folder: string, content: object, name = 'run.json'): Promise<void> {
  const path = join(folder, name);
  await mindingSpace(path, async () => {
    await mkdir(folder, { recursive: true });
    await writeDurably(`${path}.part`, [Buffer.from(`${JSON.stringify(content, null, 2)}\n`)]);
    await rename(`${path}.part`, path);
  });
}

/** Why the run of that folder has the recipe it has; empty where nothing says it. */
export async function reasonOf(folder: string): Promise<string> {
  try {
    const { why } = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as { why?: string };
    return why ?? '';
  } catch {
    // The run's folder may be cleared away at any time: its model stands without it.
    return '';
  }
}
