/**
 * Versions for elements that came without one: microseconds since 1970, and always later than the last one given out,
 * so that of two changes through one door the later wins.
 */
export class MonotonicVersions {
  #last = 0;

  /** The first of `count` versions that are now taken. */
  next(now: Date, count = 1): number {
    const first = Math.max(this.#last + 1, now.getTime() * 1_000);
    this.#last = first + count - 1;
    return first;
  }
}
