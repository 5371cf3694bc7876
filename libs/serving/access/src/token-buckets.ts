import { LRUCache } from 'lru-cache';

interface Bucket {
  /** Works that may still be asked for; below 0 after a call that asked for more than was there. */
  level: number;
  /** When it had this level, ms. */
  at: number;
}

/** A bucket that nobody used for so long is full: seconds. */
const FULL_AFTER_S = 10;

/**
 * Token buckets by name, each with its own rate. A bucket holds what its rate gives in ten seconds. A call may begin while there is
 * something in it, and takes all that it asks for, also more than there is: the next one waits until the debt is paid. So a large
 * call is never impossible, and a bucket can be asked before the size of a call is known.
 * Memory is bounded: with more than `most` names, the bucket that was not used for longest is forgotten, and would be full again.
 */
export class TokenBuckets {
  readonly #buckets: LRUCache<string, Bucket>;

  constructor(most = 10_000) {
    this.#buckets = new LRUCache({ max: most });
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** How long until a call may begin, ms: 0 for now. */
  waitMs(name: string, rate: number, now: number): number {
    const bucket = this.#buckets.peek(name);
    if (bucket === undefined) return 0;
    const level = levelOf(bucket, rate, now);
    return level > 0 ? 0 : Math.max(1, Math.ceil((-level / rate) * 1000));
  }

  /** @param rate works a second */
  take(name: string, rate: number, works: number, now: number): void {
    const bucket = this.#buckets.get(name);
    const level = bucket === undefined ? rate * FULL_AFTER_S : levelOf(bucket, rate, now);
    this.#buckets.set(name, { level: level - works, at: now });
  }
}

const levelOf = ({ level, at }: Bucket, rate: number, now: number): number =>
  Math.min(rate * FULL_AFTER_S, level + (rate * Math.max(0, now - at)) / 1000);
