import { ItemStatistics } from './item-statistics.js';
import { type PurchaseFacts, purchaseFacts } from './purchase-facts.js';
import type { SessionLog } from './session-log.js';

/** The statistics of a log, morning by morning: every morning they are what serving could know. */
export class StatisticsOfLog {
  readonly #sums: ItemStatistics;
  readonly #purchases: PurchaseFacts;
  /** By kind. */
  readonly #evidence: readonly PurchaseFacts[];
  /** Facts that have entered: of the purchases, then by kind. */
  #entered: readonly number[];

  /**
   * @param items I @param levels Group of each item by level, [I] each, -1 for none.
   * @param evidence Sessions of other kinds of events, by kind.
   */
  constructor(log: SessionLog, items: number, levels: readonly Int32Array[], evidence: readonly SessionLog[] = []) {
    this.#sums = new ItemStatistics(items, levels, evidence.length);
    this.#purchases = purchaseFacts(log, items);
    this.#evidence = evidence.map((events) => purchaseFacts(events, items));
    this.#entered = [0, ...evidence.map(() => 0)];
  }

  get statistics() {
    return this.#sums.state;
  }

  /** Moves on to the morning of `day`: everything before it counts. Days never go back. */
  advanceTo(day: number): void {
    const sums = this.#sums;
    const entered = this.#entered;
    const all = [this.#purchases, ...this.#evidence];
    const ends = all.map((facts, n) => endBefore(day, facts, entered[n]!));
    const last = Math.max(...all.map((facts, n) => (ends[n]! > entered[n]! ? facts.day[ends[n]! - 1]! : -Infinity)));
    if (last === -Infinity) return;
    const skipsDays = last > sums.state.day + 1;
    // The last day first, so that each fact of an earlier one fades by itself: to let all sums fall once a day takes far longer.
    sums.reach(last);
    all.forEach((facts, n) => {
      for (let at = entered[n]!; at < ends[n]!; at++) {
        const [item, day] = [facts.item[at]!, facts.day[at]!];
        if (n > 0) sums.addEvidence({ item, day, kind: n - 1 });
        else sums.add({ item, day, region: facts.region[at]!, gap: facts.gap[at]! });
      }
    });
    if (skipsDays) sums.dropLeast();
    this.#entered = ends;
  }
}

/** The place of the first fact that is not before `day`. */
function endBefore(day: number, facts: PurchaseFacts, from: number): number {
  let end = from;
  while (end < facts.day.length && facts.day[end]! < day) end++;
  return end;
}
