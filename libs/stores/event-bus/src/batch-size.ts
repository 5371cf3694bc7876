/** Messages of the first batch, of which nobody knows how long they take. */
const FIRST = 16;
const MOST = 1000;

/**
 * How many messages a handler gets at once, so that a batch takes about so long of the thread: its handler, and what the handler calls,
 * may never give the thread back.
 */
export class BatchSize {
  #size: number;

  /** @param turnMs undefined: nobody waits for this thread, and batches are as large as they may be */
  constructor(private readonly turnMs: number | undefined) {
    this.#size = turnMs === undefined ? MOST : FIRST;
  }

  get next(): number {
    return Math.floor(this.#size);
  }

  /** @param ms that the thread was busy while these messages were handled */
  handled(messages: number, ms: number): void {
    if (this.turnMs === undefined || messages === 0) return;
    const fitting = (messages * this.turnMs) / Math.max(ms, 0.1);
    // At most doubled: a small batch says little of a large one.
    this.#size = Math.max(1, Math.min(fitting, 2 * this.#size, MOST));
  }
}
