import { isStarsError, StarsError } from '@stars/errors';
import { pause } from '@stars/platform';
import type { RollOutProgress } from '@stars/service-embedder';
import type { DrainOptions, DrainProgress, StartBacklog } from '@stars/stack';

const POLL_MS = 250;

/**
 * Whether all that the process found on the bus when it started has reached its answers: profiles, and the vectors of a
 * model that waits for its roll-out. Until then, users that the log knows get fallbacks.
 */
export class StartUp {
  #isDone = false;
  #filling = '';
  #look: Promise<DrainProgress> | undefined;

  /** @param load Loads the model that serves, once the backlog is handled. */
  constructor(
    private readonly backlog: StartBacklog,
    private readonly load: () => Promise<void>,
  ) {}

  /** Notes how far a roll-out is, for those who ask what is missing. */
  note({ version, stage, done, total }: RollOutProgress): void {
    this.#filling = `; vectors of ${version}: ${done} of ${total} ${stage}`;
  }

  /** A health check. */
  readonly check = async (): Promise<void> => {
    const { lag, total } = await this.#left();
    if (total === 0) return;
    const groups = Object.entries(lag).map(([group, messages]) => `${group} has ${messages}`);
    throw new StarsError(
      'STARS_MODEL_NOT_READY',
      `messages from before the start are still handled: ${groups.join(', ')}${this.#filling}`,
    );
  };

  /** Resolves once it is done. While a server is away it waits, as the consumers do. */
  async wait({ onProgress, pollMs = POLL_MS, signal }: DrainOptions = {}): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const progress = await this.#left().catch(unlessAway);
      if (progress) onProgress?.(progress);
      if (progress?.total === 0) return;
      await pause(pollMs, signal);
    }
  }

  /** All who ask at the same time share one look. */
  #left(): Promise<DrainProgress> {
    this.#look ??= this.#lookNow().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #lookNow(): Promise<DrainProgress> {
    if (this.#isDone) return { lag: {}, total: 0 };
    const left = await this.backlog.left();
    if (left.total > 0) return left;
    await this.load();
    this.#isDone = true;
    return left;
  }
}

/** Errors: the error itself, if the same call will not work a moment later either. */
function unlessAway(error: unknown): undefined {
  if (!isStarsError(error) || !error.canRetry) throw error;
}
