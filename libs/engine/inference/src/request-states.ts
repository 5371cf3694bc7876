/**
 * States that requests read their users into, a state a request. They hold arrays of the size of the catalogue, so those of
 * requests that are over are used again, and there are never more than `most`: the request that has waited longest loses its
 * state to a further one, and reads its user again when it goes on.
 */
export class RequestStates<State> {
  /** The one that was used last is taken first: it is in the caches of the processor. */
  readonly #idle: State[] = [];
  /** By request, the longest waiting first. */
  readonly #held = new Map<object, State>();
  readonly #most: number;
  readonly #create: () => State;

  constructor(most: number, create: () => State) {
    this.#most = most;
    this.#create = create;
  }

  /** The state of a request; where it has none (any more), it is given one and `read` fills it. */
  of(request: object, read: (state: State) => void): State {
    const held = this.#held.get(request);
    if (held !== undefined) return held;
    const state = this.#idle.pop() ?? this.#free();
    read(state);
    this.#held.set(request, state);
    return state;
  }

  /** What a request that is over held is free. */
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
