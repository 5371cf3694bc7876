import type { Degradation } from '@stars/contracts';
import { isStarsError } from '@stars/errors';

/** Why one answer is less than it could be; each reason once. */
export class Degradations {
  readonly #reasons = new Map<string, string>();

  add(code: string, message: string): void {
    if (!this.#reasons.has(code)) this.#reasons.set(code, message);
  }

  list(): Degradation[] {
    return [...this.#reasons].map(([code, message]) => ({ code, message }));
  }

  /**
   * Asks a store that the answer can do without. Where it is away, or a roll-out dropped the version asked about,
   * the answer goes on with `instead`, and says so; any other failure goes to the caller.
   */
  async orElse<T>(store: string, instead: T, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!isStarsError(error)) throw error;
      if (error.code === 'STARS_UNAVAILABLE') this.add('STARS_UNAVAILABLE', `the ${store} is away`);
      else if (error.code === 'STARS_NOT_FOUND')
        this.add('STARS_MODEL_NOT_READY', `the ${store} has another model now`);
      else throw error;
      return instead;
    }
  }
}
