import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One point of the curves: means since the previous point, or the result of a validation. */
export interface CurvePoint {
  stage: string;
  step: number;
  /** By name. */
  values: Readonly<Record<string, number>>;
}

/**
 * A run's curves: `curves.jsonl` in its folder, one point a line. A resumed run cuts it back to its checkpoint, so that no
 * step appears twice. A full disk loses curves, never the run.
 */
export class Curves {
  readonly #file: string;
  #warned = false;

  /** @param folder The run's, which is made. */
  constructor(
    folder: string,
    private readonly onWarning: (message: string) => void,
  ) {
    this.#file = join(folder, 'curves.jsonl');
    this.#minding(() => mkdirSync(folder, { recursive: true }));
  }

  /** Starts a stage: lines of earlier stages stay, those of an earlier attempt at this stage are removed. */
  begin(stage: string): void {
    this.#minding(() => {
      const lines = readLines(this.#file).filter((line) => !line.startsWith(`{"stage":"${stage}",`));
      writeFileSync(this.#file, lines.join(''));
    });
  }

  /** Bytes of the file. */
  get length(): number {
    return statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Resumes from a checkpoint, at which the file had so many bytes. */
  cut(length: number): void {
    this.#minding(() => {
      if (this.length > length) truncateSync(this.#file, length);
    });
  }

  add({ stage, step, values }: CurvePoint): void {
    this.#minding(() => appendFileSync(this.#file, `${JSON.stringify({ stage, step, ...values })}\n`));
  }

  #minding(write: () => void): void {
    try {
      write();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      if (!this.#warned) this.onWarning(`the disk is full: curves of this run have gaps (${this.#file})`);
      this.#warned = true;
    }
  }
}

/** Whole lines, each with its end. */
function readLines(path: string): string[] {
  return existsSync(path) ? (readFileSync(path, 'utf8').match(/.*\n/g) ?? []) : [];
}
