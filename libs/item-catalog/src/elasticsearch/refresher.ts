import { StarsError } from '@stars/errors';
import { type RetryLimits, withRetries } from '@stars/platform';
import type { ElasticsearchServer } from './elasticsearch-server.js';
import { mayPass, toStarsError } from './refusals.js';

const TIMEOUT_MS = 30_000;
const RETRY = { firstMs: 100, mostMs: 2_000, withinMs: 10_000 };

/**
 * Makes writes visible to searches. However many ask at once, one refresh of an index runs and one waits: who asks while one
 * runs shares the next, since the running one may have begun before the write.
 */
export class Refresher {
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();

  constructor(
    private readonly server: Pick<ElasticsearchServer, 'request'>,
    private readonly retry: RetryLimits = RETRY,
  ) {}

  /** Resolves once all that was written before the call is visible. Errors: those of the request. */
  refresh(index: string): Promise<void> {
    const running = this.#running.get(index);
    if (running === undefined) return this.#run(index);
    let waiting = this.#waiting.get(index);
    if (waiting === undefined) {
      waiting = running
        .catch(() => undefined)
        .then(() => {
          this.#waiting.delete(index);
          return this.#run(index);
        });
      this.#waiting.set(index, waiting);
    }
    return waiting;
  }

  #run(index: string): Promise<void> {
    const run = withRetries(this.retry, mayPass, () => this.#ask(index))
      .catch((error) => {
        throw toStarsError(error);
      })
      .finally(() => this.#running.delete(index));
    this.#running.set(index, run);
    return run;
  }

  async #ask(index: string): Promise<void> {
    const { _shards } = await this.server.request<{ _shards: { failed: number } }>({
      method: 'POST',
      path: `/${index}/_refresh`,
      timeoutMs: TIMEOUT_MS,
    });
    if (_shards.failed > 0) throw new StarsError('STARS_UNAVAILABLE', `a shard of ${index} cannot be refreshed`);
  }
}
