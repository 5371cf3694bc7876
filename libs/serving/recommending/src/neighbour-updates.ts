import type { ServedModel } from '@stars/inference';
import type { Logger, Metrics } from '@stars/platform';
import type { Clock, FindNeighbours } from './recommending-deps.js';

/** How long the tables stay as they are after a failure. */
const AGAIN_MS = 60_000;
const DAY_S = 86_400;

/**
 * Keeps the neighbours of served models as of the latest morning of the grid. The first request of a day that needs later ones
 * starts the search, and answers go on with those before until it ends. One search runs at a time.
 */
export class NeighbourUpdates {
  #running: Promise<void> | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;
  readonly #closed = new AbortController();
  readonly #morning;
  readonly #seconds;
  readonly #failures;

  constructor(
    private readonly find: FindNeighbours | undefined,
    private readonly clock: Clock,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.#morning = metrics.gauge({
      name: 'stars_gateway_neighbours_morning_seconds',
      help: 'The local day, as seconds since 1970, as of whose morning the neighbours of the served model are.',
      labels: ['tenant'],
    });
    this.#seconds = metrics.histogram({
      name: 'stars_gateway_neighbours_seconds',
      help: 'Time that finding neighbours anew took.',
      buckets: [1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    });
    this.#failures = metrics.counter({
      name: 'stars_gateway_neighbours_failures_total',
      help: 'Searches for neighbours that failed, usually because the profile store was away: those before stay.',
    });
  }

  /** @param time Of a request, ms. A time after now counts as now: a wrong one must not move the tables. */
  note(tenant: string, { neighbours }: Pick<ServedModel, 'neighbours'>, time: number): void {
    if (!this.find || !neighbours || this.#running) return;
    const now = this.clock();
    const morning = neighbours.morningAt(Math.min(time, now));
    if (morning <= neighbours.morning || now < this.#notBefore) return;
    this.#running = this.#update(this.find, tenant, neighbours, morning).finally(() => {
      this.#running = undefined;
    });
  }

  /** Ends a running search, and waits for that: until then it has the profile store open. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#running;
  }

  async #update(
    find: FindNeighbours,
    tenant: string,
    neighbours: NonNullable<ServedModel['neighbours']>,
    morning: number,
  ): Promise<void> {
    const begun = performance.now();
    try {
      neighbours.replace(await find(tenant, neighbours.reading, morning, this.#closed.signal), morning);
      this.#seconds.observe((performance.now() - begun) / 1000);
      this.#morning.set({ tenant }, morning * DAY_S);
    } catch (err) {
      if (this.#closed.signal.aborted) return;
      this.#failures.inc();
      this.#notBefore = this.clock() + AGAIN_MS;
      this.logger.warn({ err, tenant }, 'neighbours stay as they were; they are found again in a minute');
    }
  }
}
