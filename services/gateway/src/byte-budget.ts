import { StarsError } from '@stars/errors';

/** Bytes of requests that a thread holds at once: twice the largest request, and dozens of ordinary batches. */
const MOST = 64 * 1024 * 1024;

/** Bounds what the requests of a thread have in memory together, while they come and while they are in work. */
export class ByteBudget {
  #used = 0;

  constructor(
    private readonly onChange: (used: number) => void = () => undefined,
    private readonly most = MOST,
  ) {}

  /** Errors: `STARS_OVERLOADED`; then nothing was taken. */
  take(bytes: number): void {
    if (this.#used + bytes > this.most) {
      throw new StarsError('STARS_OVERLOADED', `requests of more than ${this.most} bytes are in work: try again soon`);
    }
    this.#use(bytes);
  }

  give(bytes: number): void {
    this.#use(-bytes);
  }

  #use(bytes: number): void {
    this.#used += bytes;
    this.onChange(this.#used);
  }
}
