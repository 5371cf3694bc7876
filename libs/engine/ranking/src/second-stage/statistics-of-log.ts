import { ItemStatistics } from './item-statistics.js';
import { type PurchaseFacts, purchaseFacts } from './purchase-facts.js';
import type { SessionLog } from './session-log.js';

/** The statistics of a log, morning by morning: every morning they are what serving could know. */
export class StatisticsOfLog {
  readonly statistics: ItemStatistics;
  readonly #facts: PurchaseFacts;
  readonly #evidence: readonly PurchaseFacts[];
  #entered = 0;
  readonly #evidenceEntered: number[];

  /**
   * @param items I @param levels Group of each item by level, [I] each, -1 for none.
   * @param evidence Sessions of other kinds of events, by kind.
   */
  constructor(log: SessionLog, items: number, levels: readonly Int32Array[], evidence: readonly SessionLog[] = []) {
    this.statistics = new ItemStatistics(items, levels, evidence.length);
    this.#facts = purchaseFacts(log, items);
    this.#evidence = evidence.map((events) => purchaseFacts(events, items));
    this.#evidenceEntered = evidence.map(() => 0);
  }

  /** Moves on to the morning of `day`: everything before it counts. Days never go back. */
  advanceTo(day: number): void {
    const { statistics } = this;
    const facts = this.#facts;
    for (; this.#entered < facts.day.length && facts.day[this.#entered]! < day; this.#entered++) {
      const n = this.#entered;
      statistics.add({ item: facts.item[n]!, day: facts.day[n]!, region: facts.region[n]!, gap: facts.gap[n]! });
    }
    this.#evidence.forEach((events, kind) => {
      let n = this.#evidenceEntered[kind]!;
      for (; n < events.day.length && events.day[n]! < day; n++) {
        statistics.addEvidence({ item: events.item[n]!, day: events.day[n]!, kind });
      }
      this.#evidenceEntered[kind] = n;
    });
  }
}
