import { isStarsError } from '@stars/errors';
import { backOffMs } from '@stars/platform';

const PAUSES = { firstMs: 250, mostMs: 30_000 };

/**
 * When models that could not be read are tried again: a volume may lag, or a copy may be mended. Each has its own back-off, so
 * that none holds up another.
 */
export class ModelRetries {
  readonly #failures = new Map<string, { count: number; at: number; said: string }>();

  /** @param now ms of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  isDue(key: string): boolean {
    return this.now() >= (this.#failures.get(key)?.at ?? 0);
  }

  /** Notes a failed attempt. Returns whether it failed in another way than the one before: then someone should know. */
  failed(key: string, error: unknown): boolean {
    const before = this.#failures.get(key);
    const count = (before?.count ?? 0) + 1;
    const said = isStarsError(error) ? error.message : String(error);
    this.#failures.set(key, { count, at: this.now() + backOffMs(count, PAUSES), said });
    return said !== before?.said;
  }

  /** Why it could not be read last; undefined if it was not tried, or was read. */
  why(key: string): string | undefined {
    return this.#failures.get(key)?.said;
  }

  /** It was read, is no longer wanted, or may be another one now. */
  forget(key: string): void {
    this.#failures.delete(key);
  }
}
