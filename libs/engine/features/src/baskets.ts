import type { InteractionLog } from './interaction-log.js';
import { isTargetType, type TargetKind } from './target-kind.js';

/** How events become baskets, and which of them are to be predicted. */
export interface BasketRules {
  /** Whether each event is its own basket. */
  strictOrder?: boolean;
  /** Absent: every event is to be predicted. */
  target?: TargetKind | undefined;
}

/** The b baskets of some of a user's n events. */
export interface Baskets {
  /** [b + 1] basket k is events `starts[k]` to `starts[k + 1]` (exclusive). */
  starts: Uint32Array;
  /** [b + 1] the first basket from k on with an event of the target kind; b if there is none. */
  nextTarget: Uint32Array;
}

/** @param rows Of one user, ascending. */
export function basketsOf(
  { time, type }: Pick<InteractionLog, 'time' | 'type'>,
  rows: readonly number[],
  { strictOrder, target }: BasketRules,
): Baskets {
  const begins = [...rows.keys()].filter((n) => n === 0 || strictOrder || time[rows[n]!] !== time[rows[n - 1]!]);
  const starts = Uint32Array.from([...begins, rows.length]);
  const nextTarget = new Uint32Array(starts.length).fill(begins.length);
  for (let b = begins.length - 1; b >= 0; b--) {
    const own = rows.slice(starts[b]!, starts[b + 1]!);
    nextTarget[b] = own.some((row) => isTargetType(target, type[row]!)) ? b : nextTarget[b + 1]!;
  }
  return { starts, nextTarget };
}
