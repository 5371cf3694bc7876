/** One line of the scraped text. */
export interface MetricLine {
  metricName: string;
  labels: Readonly<Record<string, string | number>>;
  value: number;
}

export interface HistogramSpec<L extends string> {
  name: string;
  help: string;
  labels: readonly L[];
  /** Upper bounds, ascending. */
  buckets: readonly number[];
}

/** The values of one set of labels. */
export class HistogramSeries {
  readonly #buckets: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(buckets: readonly number[]) {
    this.#buckets = buckets;
    // The last bucket is above every bound.
    this.#counts = new Float64Array(buckets.length + 1);
  }

  /** A value that is not a number is not counted. */
  observe(value: number): void {
    if (!Number.isFinite(value)) return;
    let at = 0;
    while (at < this.#buckets.length && value > this.#buckets[at]!) at++;
    this.#counts[at]!++;
    this.#sum += value;
  }

  /** In Prometheus's form: for each bound the number of values that are no larger, and `+Inf` for all. */
  *values(name: string, labels: Readonly<Record<string, string>>): Generator<MetricLine> {
    let count = 0;
    for (const [at, n] of this.#counts.entries()) {
      count += n;
      yield { metricName: `${name}_bucket`, labels: { le: this.#buckets[at] ?? '+Inf', ...labels }, value: count };
    }
    yield { metricName: `${name}_sum`, labels, value: this.#sum };
    yield { metricName: `${name}_count`, labels, value: count };
  }
}

/**
 * A histogram for prom-client's registry whose series are looked up once: a request records a dozen values, and prom-client's
 * histogram checks and joins the labels of each.
 */
export class Histogram<L extends string> {
  readonly name: string;
  readonly #spec: HistogramSpec<L>;
  readonly #series = new Map<string, { labels: Record<L, string>; series: HistogramSeries }>();

  constructor(spec: HistogramSpec<L>) {
    this.name = spec.name;
    this.#spec = spec;
  }

  /** The series of these labels; the same object each time. */
  of(labels: Readonly<Record<L, string>>): HistogramSeries {
    const key = this.#spec.labels.map((label) => labels[label]).join('\0');
    const known = this.#series.get(key);
    if (known) return known.series;
    const series = new HistogramSeries(this.#spec.buckets);
    this.#series.set(key, { labels: { ...labels }, series });
    return series;
  }

  observe(labels: Readonly<Record<L, string>>, value: number): void {
    this.of(labels).observe(value);
  }

  /** What the registry reads of a metric. */
  async get(): Promise<{ name: string; help: string; type: 'histogram'; aggregator: 'sum'; values: MetricLine[] }> {
    const { name, help } = this.#spec;
    const values = [...this.#series.values()].flatMap(({ labels, series }) => [...series.values(name, labels)]);
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }

  reset(): void {
    this.#series.clear();
  }
}
