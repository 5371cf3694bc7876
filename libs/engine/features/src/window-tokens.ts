import type { UserHistory } from './histories.js';
import type { Token } from './sequence-writer.js';
import { shuffle } from './shuffle.js';
import type { Window } from './windows.js';

/** A window's tokens; the order within a basket is random, or the model would learn the file's order. */
export function windowTokens(
  history: UserHistory,
  window: Window,
  names: { items: readonly string[]; regions: readonly string[] },
  random: () => number,
): Token[] {
  const { starts, item, type, time, region } = history;
  const tokens: Token[] = [];
  for (let b = window.from; b < window.until; b++) {
    const basket = Array.from({ length: starts[b + 1]! - starts[b]! }, (_, i) => starts[b]! + i);
    for (const at of shuffle(random, basket)) {
      tokens.push({
        itemRow: item[at]!,
        itemId: names.items[item[at]!]!,
        type: type[at]!,
        time: time[at]!,
        region: names.regions[region[at]!]!,
      });
    }
  }
  return tokens;
}
