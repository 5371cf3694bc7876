import type { Histories } from './histories.js';
import { shuffle } from './shuffle.js';

/** Baskets `from` to `until` (exclusive) of one history: one training sequence. */
export interface Window {
  /** Number of the history in its store. */
  history: number;
  from: number;
  until: number;
  /** Tokens. */
  length: number;
}

/**
 * Cuts each history into sequences of whole baskets and at most `maxLength` tokens. The first cut is random in each
 * epoch, so that every basket is seen with long and with short histories before it. A basket with too many tokens gets a
 * window of its own and is cut when it is written. What comes after the last event of the target kind teaches nothing.
 */
export function cutWindows(histories: Histories, maxLength: number, random: () => number): Window[] {
  const windows: Window[] = [];
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

/**
 * Groups windows of about equal length into steps with about equal numbers of tokens (short windows come in larger
 * batches), in random order.
 */
export function planSteps(windows: readonly Window[], tokensAStep: number, random: () => number): Window[][] {
  const order = windows
    .map((window) => ({ window, key: window.length + random() * 8 }))
    .sort((a, b) => a.key - b.key)
    .map(({ window }) => window);
  const steps: Window[][] = [];
  for (let at = 0; at < order.length; ) {
    let end = at;
    let longest = 0;
    for (; end < order.length; end++) {
      longest = Math.max(longest, order[end]!.length);
      if ((end - at + 1) * longest > tokensAStep) break;
    }
    end = Math.max(end, at + 1);
    steps.push(order.slice(at, end));
    at = end;
  }
  return shuffle(random, steps);
}
