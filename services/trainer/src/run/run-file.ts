import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { mindingSpace, writeDurably } from '@stars/inference';

/** Writes `run.json`: what a run was asked for. Errors: `STARS_DISK_FULL`. */
export async function writeRunFile(folder: string, content: object): Promise<void> {
  const path = join(folder, 'run.json');
  await mindingSpace(path, async () => {
    await mkdir(folder, { recursive: true });
    await writeDurably(`${path}.part`, [Buffer.from(`${JSON.stringify(content, null, 2)}\n`)]);
    await rename(`${path}.part`, path);
  });
}
