// How long many things took, and how a series grows.
import { createHistogram } from 'node:perf_hooks';

const MICROSECONDS = 1000;

/** Times to the microsecond, in constant memory; percentiles have three digits. */
export class Times {
  #histogram = createHistogram();

  add(ms) {
    this.#histogram.record(Math.max(1, Math.round(ms * MICROSECONDS)));
  }

  /** In ms. */
  summary() {
    const { count, max } = this.#histogram;
    const at = (share) => (count === 0 ? 0 : this.#histogram.percentile(share) / MICROSECONDS);
    return { count, p50: at(50), p90: at(90), p95: at(95), p99: at(99), max: count === 0 ? 0 : max / MICROSECONDS };
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
