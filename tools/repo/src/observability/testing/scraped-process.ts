import { createMetrics, HealthRegistry, type Metrics, openOperations } from '@stars/platform';

/** A process as Prometheus sees it: an application in this process, with metrics and a port of its own. */
export interface ScrapedProcess {
  metrics: Metrics;
  /** Of `/metrics`. */
  url: string;
  close(): Promise<void>;
}

/** Processes that Prometheus scrapes. */
export class ScrapedProcesses {
  readonly #running = new Set<ScrapedProcess>();

  /**
   * Adds one until it is closed.
   * @param start Starts the application; returns how it ends.
   */
  async add(service: string, start: (metrics: Metrics) => Promise<() => unknown>): Promise<ScrapedProcess> {
    const metrics = createMetrics(service);
    const end = await start(metrics);
    const health = new HealthRegistry();
    const server = await openOperations({ host: '127.0.0.1', port: 0, portSetting: 'port', health, metrics });
    const process: ScrapedProcess = {
      metrics,
      url: `http://127.0.0.1:${server.port}/metrics`,
      close: async () => {
        if (!this.#running.delete(process)) return;
        await server.close();
        await end();
      },
    };
    this.#running.add(process);
    return process;
  }

  /** What Prometheus gets now from these and another one. */
  scrape(other: string): Promise<string> {
    const urls = [other, ...Array.from(this.#running, ({ url }) => url)];
    return scrapeAll(urls.map((url) => [new URL(url).host, url]));
  }

  async close(): Promise<void> {
    for (const process of this.#running) await process.close();
  }
}

/** What Prometheus gets from targets now, with the labels that it adds. Those that do not answer give nothing but `up`. */
export async function scrapeAll(targets: readonly (readonly [instance: string, url: string])[]): Promise<string> {
  const texts = targets.map(async ([instance, url]) => {
    const target = `instance="${instance}",job="stars"`;
    const answer = await fetch(url).catch(() => undefined);
    const text = (await answer?.text()) ?? '';
    const own = text.replaceAll(/^(stars_\w+|process_start_time_seconds)\{/gm, `$1{${target},`);
    return `up{${target}} ${Number(text !== '')}\n${own}`;
  });
  return `# TYPE up gauge\n${(await Promise.all(texts)).join('\n')}`;
}

/** The sum of the samples that begin with this text. */
export const sumOf = (scrape: string, beginning: RegExp): number =>
  [...scrape.matchAll(new RegExp(`^${beginning.source}.* (\\S+)$`, 'gm'))].reduce(
    (sum, all) => sum + Number(all.at(-1)),
    0,
  );
