import { createMetrics, HealthRegistry, type Metrics, openOperations } from '@stars/platform';

/** A process as Prometheus sees it: an application in this process, with metrics and a port of its own. */
export interface ScrapedProcess {
  metrics: Metrics;
  /** Of `/metrics`. */
  url: string;
  close(): Promise<void>;
}

/** @param start Starts the application; returns how it ends. */
export async function startScraped(
  service: string,
  start: (metrics: Metrics) => Promise<() => unknown>,
): Promise<ScrapedProcess> {
  const metrics = createMetrics(service);
  const end = await start(metrics);
  const health = new HealthRegistry();
  const server = await openOperations({ host: '127.0.0.1', port: 0, portSetting: 'port', health, metrics });
  return {
    metrics,
    url: `http://127.0.0.1:${server.port}/metrics`,
    async close() {
      await server.close();
      await end();
    },
  };
}

/** What Prometheus gets from processes now, with the label `instance`. Those that do not answer give nothing. */
export async function scrapeAll(urls: readonly string[]): Promise<string> {
  const texts = urls.map(async (url) => {
    const answer = await fetch(url).catch(() => undefined);
    const text = (await answer?.text()) ?? '';
    return text.replaceAll(/^(stars_\w+\{)/gm, `$1instance="${new URL(url).host}",`);
  });
  return (await Promise.all(texts)).join('\n');
}

/** The sum of the samples that begin with this text. */
export const sumOf = (scrape: string, beginning: RegExp): number =>
  [...scrape.matchAll(new RegExp(`^${beginning.source}.* (\\S+)$`, 'gm'))].reduce(
    (sum, all) => sum + Number(all.at(-1)),
    0,
  );
