import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mindingSpace } from '@stars/inference';
import type { RecipeChanges } from '@stars/training';

/** One finished trial of one round. */
export interface TrialResult {
  trial: number;
  round: number;
  /** Share of the recipe's steps. */
  share: number;
  changes: RecipeChanges;
  /** The recipe's validation metric; null if the trial failed. */
  metric: number | null;
  ndcg: number | null;
  loss: number | null;
  steps: number;
  seconds: number;
  /** Why it failed. */
  failure?: string;
}

/** `trials.jsonl`: finished trials, one a line; each is on disk before the next begins. */
export class TrialsFile {
  constructor(readonly path: string) {}

  /** A line that a kill cut off is no finished trial. */
  async read(): Promise<TrialResult[]> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return (text.match(/.*\n/g) ?? []).map((line) => JSON.parse(line) as TrialResult);
  }

  /** Errors: `STARS_DISK_FULL`. */
  async append(result: TrialResult): Promise<void> {
    await mindingSpace(this.path, async () => {
      await mkdir(dirname(this.path), { recursive: true });
      const file = await open(this.path, 'a+');
      try {
        await file.truncate(await wholeLines(file));
        await file.appendFile(`${JSON.stringify(result)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }
}

/** Bytes up to the last line's end. */
async function wholeLines(file: { readFile(): Promise<Buffer> }): Promise<number> {
  return (await file.readFile()).lastIndexOf(0x0a) + 1;
}
