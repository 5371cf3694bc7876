import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileVersionRecord, scalarsRecord } from './tensorboard-events.js';

/** One point of the curves: means since the previous point, or the result of a validation. */
export interface CurvePoint {
  stage: string;
  step: number;
  /** By name. */
  values: Readonly<Record<string, number>>;
}

/** Lengths of the files when a checkpoint was written. */
export interface CurveLengths {
  curves: number;
  events: number;
}

/**
 * A run's curves in its folder: `curves.jsonl`, one point a line, and a TensorBoard event file. A resumed run cuts both
 * back to its checkpoint, so that no step appears twice. A full disk loses curves, never the run.
 */
export class Curves {
  readonly #lines: string;
  readonly #events: string;
  #warned = false;

  /** @param folder The run's. @param now ms since 1970 */
  constructor(
    folder: string,
    stage: string,
    private readonly now: () => number,
    private readonly onWarning: (message: string) => void,
  ) {
    this.#lines = join(folder, 'curves.jsonl');
    const board = join(folder, 'tensorboard', stage);
    this.#events = join(board, 'events.out.tfevents.stars');
    this.#minding(() => mkdirSync(board, { recursive: true }));
  }

  /** Starts a stage: lines of earlier stages stay, those of an earlier attempt at this stage are removed. */
  begin(stage: string): void {
    this.#minding(() => {
      const lines = readLines(this.#lines).filter((line) => !line.startsWith(`{"stage":"${stage}",`));
      writeFileSync(this.#lines, lines.join(''));
      writeFileSync(this.#events, fileVersionRecord(this.now() / 1000));
    });
  }

  lengths(): CurveLengths {
    return { curves: sizeOf(this.#lines), events: sizeOf(this.#events) };
  }

  /** Resumes from a checkpoint. */
  cut({ curves, events }: CurveLengths): void {
    this.#minding(() => {
      for (const [path, length] of [
        [this.#lines, curves],
        [this.#events, events],
      ] as const) {
        if (sizeOf(path) > length) truncateSync(path, length);
      }
    });
  }

  add({ stage, step, values }: CurvePoint): void {
    this.#minding(() => {
      appendFileSync(this.#lines, `${JSON.stringify({ stage, step, ...values })}\n`);
      appendFileSync(this.#events, scalarsRecord(this.now() / 1000, step, values));
    });
  }

  #minding(write: () => void): void {
    try {
      write();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      if (!this.#warned) this.onWarning(`the disk is full: curves of this run have gaps (${this.#lines})`);
      this.#warned = true;
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whole lines, each with its end. */
function readLines(path: string): string[] {
  return existsSync(path) ? (readFileSync(path, 'utf8').match(/.*\n/g) ?? []) : [];
}
