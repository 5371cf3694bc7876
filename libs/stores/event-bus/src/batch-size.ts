/** With fewer, what a batch costs by itself would be most of its time; the first one has as many. */
const FEWEST = 16;
const MOST = 1000;

/**
 * How many messages a handler gets at once, so that a batch takes about so long of the thread: its handler, and what the handler calls,
 * may never give the thread back.
 */
export class BatchSize {
  #size: number;

  /** @param turnMs undefined: nobody waits for this thread, and batches are as large as they may be */
  constructor(private readonly turnMs: number | undefined) {
    this.#size = turnMs === undefined ? MOST : FEWEST;
  }

  get next(): number {
    return Math.floor(this.#size);
  }

  /** @param ms CPU time of the thread while these messages were handled */
  handled(messages: number, ms: number): void {
    if (this.turnMs === undefined || messages === 0) return;
    const fitting = (messages * this.turnMs) / Math.max(ms, 0.1);
    // At most doubled: a small batch says little of a large one.
    this.#size = Math.max(FEWEST, Math.min(fitting, 2 * this.#size, MOST));
  }
}
