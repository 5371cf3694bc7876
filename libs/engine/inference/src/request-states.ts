/**
 * States that requests read their users into, one for each request. They hold arrays of the size of the catalogue, so states of
 * closed requests are reused, and there are never more than `most`. If all are in use, the request that has waited longest loses
 * its state, and reads its user again when it goes on.
 */
export class RequestStates<State> {
  /** Of closed requests, the longest closed first. Those are reused first: reasons may ask for the user of the last. */
  readonly #idle: { request: object; state: State }[] = [];
  /** By request, the longest waiting first. */
  readonly #held = new Map<object, State>();
  readonly #most: number;
  readonly #create: () => State;

  constructor(most: number, create: () => State) {
    this.#most = most;
    this.#create = create;
  }

  /**
   * The state of a request, which may have been closed. If it has none, or another request has taken it, it gets one and `read` fills it.
   */
  of(request: object, read: (state: State) => void): State {
    const held = this.#held.get(request);
    if (held !== undefined) return held;
    const own = this.#idle.findLastIndex((idle) => idle.request === request);
    const idle = own < 0 ? this.#idle.shift() : this.#idle.splice(own, 1)[0];
    const state = idle?.state ?? this.#free();
    if (idle?.request !== request) read(state);
    this.#held.set(request, state);
    return state;
  }

  /** Uses the state of a request, which may be closed and then is so again. */
  use<Result>(request: object, read: (state: State) => void, work: (state: State) => Result): Result {
    const open = this.#held.has(request);
    try {
      return work(this.of(request, read));
    } finally {
      if (!open) this.release(request);
    }
  }

  /** Frees the state of a closed request. */
  release(request: object): void {
    const held = this.#held.get(request);
    if (held === undefined) return;
    this.#held.delete(request);
    this.#idle.push({ request, state: held });
  }

  #free(): State {
    if (this.#held.size < this.#most) return this.#create();
    const [longest, state] = this.#held.entries().next().value!;
    this.#held.delete(longest);
    return state;
  }
}
