/** Work over all items takes no more than this share of the time. */
const SHARE = 0.02;

/** Says when work may be done again, so that it takes no more than a small share of the time. */
export class ShareOfTime {
  #until = 0;

  get isDue(): boolean {
    return performance.now() >= this.#until;
  }

  run<T>(work: () => T): T {
    const began = performance.now();
    const done = work();
    const ended = performance.now();
    this.#until = ended + (ended - began) / SHARE;
    return done;
  }
}
