import type { Histories } from './histories.js';

/** Baskets `from` to `until` (exclusive) of one history: one training sequence. */
export interface Window {
  /** Number of the history in its store. */
  history: number;
  from: number;
  until: number;
  /** Tokens. */
  length: number;
}

/** Windows of four numbers each: an epoch has one for every few hundred events. */
export class WindowList {
  #numbers = new Uint32Array(4 * 1024);
  #used = 0;

  get length(): number {
    return this.#used / 4;
  }

  push({ history, from, until, length }: Window): void {
    if (this.#used === this.#numbers.length) {
      const wider = new Uint32Array(2 * this.#numbers.length);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers.set([history, from, until, length], this.#used);
    this.#used += 4;
  }

  at(index: number): Window {
    const base = 4 * index;
    const numbers = this.#numbers;
    return {
      history: numbers[base]!,
      from: numbers[base + 1]!,
      until: numbers[base + 2]!,
      length: numbers[base + 3]!,
    };
  }

  lengthOf(index: number): number {
    return this.#numbers[4 * index + 3]!;
  }
}

/**
 * Cuts each history into sequences of whole baskets and at most `maxLength` tokens. The first cut is random in each
 * epoch, so that every basket is seen with long and with short histories before it. A basket with too many tokens gets a
 * window of its own and is cut when it is written. What comes after the last event of the target kind teaches nothing.
 */
export function cutWindows(histories: Histories, maxLength: number, random: () => number): WindowList {
  const windows = new WindowList();
  for (let history = 0; history < histories.count; history++) {
    const { starts, nextTarget } = histories.baskets(history);
    const count = starts.length - 1;
    let room = Math.max(1, Math.floor(maxLength * (0.25 + 0.75 * random())));
    let from = 0;
    while (nextTarget[from]! < count) {
      let until = from + 1;
      while (until < count && starts[until + 1]! - starts[from]! <= room) until++;
      const length = Math.min(maxLength, starts[until]! - starts[from]!);
      windows.push({ history, from, until, length });
      from = until;
      room = maxLength;
    }
  }
  return windows;
}

/** The steps of an epoch, each a few windows; made on request. */
export class EpochSteps implements Iterable<Window[]> {
  /**
   * @param order [W] windows, step after step.
   * @param from [S] the begin of each step in `order`. @param until [S] its end.
   */
  constructor(
    private readonly windows: WindowList,
    private readonly order: Uint32Array,
    private readonly from: Uint32Array,
    private readonly until: Uint32Array,
  ) {}

  get length(): number {
    return this.from.length;
  }

  at(step: number): Window[] {
    return Array.from(this.order.subarray(this.from[step]!, this.until[step]!), (index) => this.windows.at(index));
  }

  *[Symbol.iterator](): Generator<Window[]> {
    for (let step = 0; step < this.length; step++) yield this.at(step);
  }
}

/**
 * Groups windows of about equal length into steps with about equal numbers of tokens (short windows come in larger
 * batches), in random order.
 */
export function planSteps(windows: WindowList, tokensAStep: number, random: () => number): EpochSteps {
  const keys = new Float64Array(windows.length);
  for (let i = 0; i < keys.length; i++) keys[i] = windows.lengthOf(i) + random() * 8;
  const order = Uint32Array.from(keys, (_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
  const bounds: { from: number; until: number }[] = [];
  for (let at = 0; at < order.length; ) {
    let end = at;
    let longest = 0;
    for (; end < order.length; end++) {
      longest = Math.max(longest, windows.lengthOf(order[end]!));
      if ((end - at + 1) * longest > tokensAStep) break;
    }
    end = Math.max(end, at + 1);
    bounds.push({ from: at, until: end });
    at = end;
  }
  for (let i = bounds.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [bounds[i], bounds[j]] = [bounds[j]!, bounds[i]!];
  }
  return new EpochSteps(
    windows,
    order,
    Uint32Array.from(bounds, ({ from }) => from),
    Uint32Array.from(bounds, ({ until }) => until),
  );
}
