import type { Series } from './provoked-series.js';

const SAMPLE = /^(stars_\w+(?:\{.*\})?) (\S+)$/gm;

/** Scrapes as series of promtool, one value for each scrape; what a scrape does not have is missing there too. */
export function seriesOf(scrapes: readonly string[]): Series {
  const values = new Map<string, string[]>();
  scrapes.forEach((scrape, nth) => {
    for (const [, id, value] of scrape.matchAll(SAMPLE)) {
      const known = values.get(id!) ?? Array.from({ length: nth }, () => '_');
      known.push(value!);
      values.set(id!, known);
    }
    for (const known of values.values()) if (known.length === nth) known.push('_');
  });
  return Object.fromEntries([...values].map(([id, all]) => [id, all.join(' ')]));
}
