import type { Metrics } from '@stars/platform';

/** The metric that says which versions a process has: `stars_model_info`, 1 for each; the series of others are removed. */
export class ModelInfo {
  readonly #gauge;
  #known = new Map<string, { tenant: string; version: string; use: string }>();

  /** @param use What the process does with them: it answers requests, or keeps vectors up to date. */
  constructor(
    metrics: Metrics,
    private readonly use: 'answers' | 'vectors',
  ) {
    this.#gauge = metrics.gauge({
      name: 'stars_model_info',
      help: 'Model versions that the process has loaded, by use: answers (requests), vectors (kept up to date). Always 1.',
      labels: ['tenant', 'version', 'use'],
    });
  }

  /** Says that the process has these, and no others. */
  set(loaded: Iterable<{ tenant: string; version: string }>): void {
    const next = new Map<string, { tenant: string; version: string; use: string }>();
    for (const { tenant, version } of loaded) next.set(`${tenant}/${version}`, { tenant, version, use: this.use });
    for (const [key, labels] of this.#known) if (!next.has(key)) this.#gauge.remove(labels);
    for (const [key, labels] of next) if (!this.#known.has(key)) this.#gauge.set(labels, 1);
    this.#known = next;
  }
}
