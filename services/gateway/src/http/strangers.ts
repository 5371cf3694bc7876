import { TokenBuckets } from '@stars/access';
import { isStarsError, LimitReachedError } from '@stars/errors';
import { networkOf } from '../connection-bounds.js';

/** Works a second of all callers of one network who are not known: a seventh of a core. */
const RATE = 20;
/** Works of an open route, and of a refusal of somebody who is not known. Metrics are many lines. */
const [OPEN, METRICS, REFUSED] = [0.02, 0.5, 0.1];

/** Bounds what is asked by whom nobody knows: open routes, and requests that are refused for who makes them. */
export class Strangers {
  readonly #networks = new TokenBuckets();

  /** @param now ms of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** An open route is asked for. Errors: `STARS_LIMIT_REACHED`. */
  asks(path: string, address = ''): void {
    this.#take(address, path === '/metrics' ? METRICS : OPEN);
  }

  /**
   * A request is read before it is known who makes it. Returns what gives the works back once that is known.
   * Errors: `STARS_LIMIT_REACHED`.
   */
  sends(works: number, address = ''): () => void {
    this.#take(address, works);
    return () => this.#networks.take(networkOf(address), RATE, -works, this.now());
  }

  /** What is answered to a request that is refused: the same error, or that there were too many. */
  refused(error: unknown, address = ''): unknown {
    if (!isStarsError(error) || error.code !== 'STARS_UNAUTHENTICATED') return error;
    try {
      this.#take(address, REFUSED);
      return error;
    } catch (limitReached) {
      return limitReached;
    }
  }

  #take(address: string, works: number): void {
    const [network, now] = [networkOf(address), this.now()];
    const waitMs = this.#networks.waitMs(network, RATE, now);
    if (waitMs > 0) {
      throw new LimitReachedError(`${network} asks for too much without a key: try again in ${waitMs} ms`, waitMs);
    }
    this.#networks.take(network, RATE, works, now);
  }
}
