import { isStarsError, StarsError } from '@stars/errors';
import { type AwaitedPositions, type DrainOptions, inWords, type MessagesLeft } from '@stars/event-bus';
import { pause } from '@stars/platform';
import type { RollOutProgress } from '@stars/roll-out';

const POLL_MS = 250;

/**
 * Whether all that the process found on the bus when it started has reached its answers: profiles, and the vectors of a
 * model that waits for its roll-out. Until then, users that the log knows get fallbacks.
 */
export class StartUp {
  #isDone = false;
  #filling = '';
  #look: Promise<MessagesLeft> | undefined;

  /** @param load Loads the model that serves, once the backlog is handled. */
  constructor(
    private readonly backlog: AwaitedPositions,
    private readonly load: () => Promise<void>,
  ) {}

  /** Notes how far a roll-out is, for those who ask what is missing. */
  note({ version, stage, done, total }: RollOutProgress): void {
    this.#filling = `; vectors of ${version}: ${done} of ${total} ${stage}`;
  }

  /** A health check. */
  readonly check = async (): Promise<void> => {
    const left = await this.#left();
    if (left.total === 0) return;
    throw new StarsError(
      'STARS_MODEL_NOT_READY',
      `messages from before the start are still handled: ${inWords(left)}${this.#filling}`,
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
  #left(): Promise<MessagesLeft> {
    this.#look ??= this.#lookNow().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #lookNow(): Promise<MessagesLeft> {
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
