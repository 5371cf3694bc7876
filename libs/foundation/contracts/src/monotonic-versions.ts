/**
 * Versions for elements without one: microseconds since 1970, and always later than the last version given out, so that
 * the later of two changes through one gateway wins.
 */
export class MonotonicVersions {
  #last = 0;

  /** The first of `count` versions that are now reserved. */
  next(now: Date, count = 1): number {
    const first = Math.max(this.#last + 1, now.getTime() * 1_000);
    this.#last = first + count - 1;
    return first;
  }
}
