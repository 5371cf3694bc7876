import { printable } from '@stars/errors';

export interface ProgressState {
  label: string;
  /** Units done and in total. Without them, only the elapsed time is shown. */
  done?: number;
  total?: number;
  /** Share done in [0, 1], if units differ in cost. */
  share?: number;
  /** Text after the numbers, such as a loss. */
  detail?: string;
}

export interface ProgressTarget {
  write(text: string): unknown;
  isTTY?: boolean;
}

const BAR_WIDTH = 24;
const LINE_EVERY_MS = 5000;
const REDRAW_EVERY_MS = 100;

/**
 * Progress on standard error. A terminal gets one line that is redrawn in place, with a bar and the time left. Otherwise
 * there is a line at the start of a stage, every few seconds and at its end.
 */
export class Progress {
  #label = '';
  #stageStart = 0;
  #lastShown = Number.NEGATIVE_INFINITY;
  #last: ProgressState | undefined;

  constructor(
    private readonly target: ProgressTarget = process.stderr,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  update(state: ProgressState): void {
    const now = this.clock();
    if (state.label !== this.#label) {
      this.finish();
      this.#label = state.label;
      this.#stageStart = now;
      this.#lastShown = now;
      this.#last = state;
      if (this.target.isTTY) this.target.write(`\r\x1b[K· ${line(state, 0)}`);
      else this.target.write(`· ${state.label} …\n`);
      return;
    }
    this.#last = state;
    if (now - this.#lastShown < (this.target.isTTY ? REDRAW_EVERY_MS : LINE_EVERY_MS)) return;
    this.#lastShown = now;
    const text = line(state, now - this.#stageStart);
    this.target.write(this.target.isTTY ? `\r\x1b[K· ${text}` : `  ${text}\n`);
  }

  /** Ends the current stage with a line that says what it did and how long it took. */
  finish(summary?: string): void {
    if (!this.#last) return;
    const seconds = ((this.clock() - this.#stageStart) / 1000).toFixed(1);
    const { label, done, detail } = this.#last;
    const what = summary ?? [done?.toLocaleString('en'), detail].filter(Boolean).join(', ');
    const start = this.target.isTTY ? '\r\x1b[K' : '';
    this.target.write(`${start}✓ ${label}${what ? `: ${what}` : ''} (${seconds} s)\n`);
    this.#last = undefined;
    this.#label = '';
  }

  /** Prints a warning without ending the stage. */
  warn(message: string): void {
    this.target.write(`${this.target.isTTY ? '\r\x1b[K' : ''}! ${printable(message)}\n`);
  }

  /** Ends the stage without reporting success, so that an error can follow on a new line. */
  abandon(): void {
    if (this.#last && this.target.isTTY) this.target.write('\n');
    this.#last = undefined;
    this.#label = '';
  }
}

function line(state: ProgressState, elapsedMs: number): string {
  const { label, done, total, detail } = state;
  const parts = [label];
  const share = state.share ?? (done !== undefined && total ? Math.min(1, done / total) : undefined);
  if (share !== undefined) {
    const filled = Math.round(share * BAR_WIDTH);
    parts.push(`[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)}%`);
  }
  if (done !== undefined) parts.push(`${done.toLocaleString('en')}${total ? `/${total.toLocaleString('en')}` : ''}`);
  if (share !== undefined && share > 0.01 && share < 1 && elapsedMs > 1000) {
    parts.push(`${duration((elapsedMs * (1 - share)) / share)} left`);
  }
  if (detail) parts.push(detail);
  parts.push(duration(elapsedMs));
  return parts.join('  ');
}

/** 95,000 ms → `1 min 35 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
