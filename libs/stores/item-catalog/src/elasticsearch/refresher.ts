import { StarsError } from '@stars/errors';
import { type RetryLimits, SharedRun, withRetries } from '@stars/platform';
import type { ElasticsearchServer } from './elasticsearch-server.js';
import { mayPass, toStarsError } from './refusals.js';

const TIMEOUT_MS = 30_000;
const RETRY = { firstMs: 100, mostMs: 2_000, withinMs: 10_000 };

/**
 * Makes writes visible to searches. At most one refresh of an index runs and one waits: all calls during a refresh share the
 * next one, because the running one may have begun before the write.
 */
export class Refresher {
  readonly #runs = new Map<string, SharedRun>();

  constructor(
    private readonly server: Pick<ElasticsearchServer, 'request'>,
    private readonly retry: RetryLimits = RETRY,
  ) {}

  /** Resolves once all writes before the call are visible. Errors: those of the request. */
  refresh(index: string): Promise<void> {
    let runs = this.#runs.get(index);
    if (runs === undefined) {
      runs = new SharedRun(() => this.#run(index));
      this.#runs.set(index, runs);
    }
    return runs.ask();
  }

  #run(index: string): Promise<void> {
    return withRetries(this.retry, mayPass, () => this.#ask(index)).catch((error) => {
      throw toStarsError(error);
    });
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
