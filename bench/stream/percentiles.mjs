/** Counts of times by whole ms, up to ten minutes: as exact as they are shown, in constant memory. */
const MOST = 600_000;

class Times {
  count = 0;
  max = 0;
  #byMs = new Uint32Array(MOST + 1);

  add(ms) {
    const at = Math.min(MOST, Math.max(0, Math.round(ms)));
    this.#byMs[at]++;
    this.count++;
    if (at > this.max) this.max = at;
  }

  /** The ms within which so large a share of all times lies. */
  percentile(share) {
    let left = Math.ceil(share * this.count);
    for (let ms = 0; ms <= this.max; ms++) {
      left -= this.#byMs[ms];
      if (left <= 0) return ms;
    }
    return this.max;
  }

  summary() {
    const { count, max } = this;
    return { count, p50: this.percentile(0.5), p95: this.percentile(0.95), p99: this.percentile(0.99), max };
  }
}

/** Times of several kinds of things. */
export class TimesByKind {
  #kinds = new Map();

  add(kind, ms) {
    if (!this.#kinds.has(kind)) this.#kinds.set(kind, new Times());
    this.#kinds.get(kind).add(ms);
  }

  summaries() {
    return Object.fromEntries([...this.#kinds].map(([kind, times]) => [kind, times.summary()]));
  }
}

/** Change of a series of `{ seconds, value }` in a second, by least squares. */
export function slope(points) {
  const n = points.length;
  if (n < 2) return 0;
  const x = points.reduce((sum, { seconds }) => sum + seconds, 0) / n;
  const y = points.reduce((sum, { value }) => sum + value, 0) / n;
  const up = points.reduce((sum, point) => sum + (point.seconds - x) * (point.value - y), 0);
  const down = points.reduce((sum, point) => sum + (point.seconds - x) ** 2, 0);
  return down === 0 ? 0 : up / down;
}
