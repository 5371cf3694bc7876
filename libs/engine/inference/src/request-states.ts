/**
 * States that requests read their users into, one for each request. They hold arrays of the size of the catalogue, so states of
 * closed requests are reused, and there are never more than `most`. If all are in use, the request that has waited longest loses
 * its state, and reads its user again when it goes on.
 */
export class RequestStates<State> {
  /** The last one used is reused first: it is in the caches of the processor. */
  readonly #idle: State[] = [];
  /** By request, the longest waiting first. */
  readonly #held = new Map<object, State>();
  readonly #most: number;
  readonly #create: () => State;

  constructor(most: number, create: () => State) {
    this.#most = most;
    this.#create = create;
  }

  /** The state of a request. If it has none, or lost it, it gets one and `read` fills it. */
  of(request: object, read: (state: State) => void): State {
    const held = this.#held.get(request);
    if (held !== undefined) return held;
    const state = this.#idle.pop() ?? this.#free();
    read(state);
    this.#held.set(request, state);
    return state;
  }

  /** Frees the state of a closed request. */
  release(request: object): void {
    const held = this.#held.get(request);
    if (held === undefined) return;
    this.#held.delete(request);
    this.#idle.push(held);
  }

  #free(): State {
    if (this.#held.size < this.#most) return this.#create();
    const [longest, state] = this.#held.entries().next().value!;
    this.#held.delete(longest);
    return state;
  }
}
